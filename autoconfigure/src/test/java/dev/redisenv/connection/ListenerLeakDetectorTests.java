package dev.redisenv.connection;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.redisenv.TestApplication;
import dev.redisenv.test.RedisExtension;
import dev.redisenv.test.RedisServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.Message;
import org.springframework.data.redis.connection.MessageListener;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@ExtendWith(OutputCaptureExtension.class)
class ListenerLeakDetectorTests {

	private static final String WARNING = "The listener container 'news' has more than 2 subscriptions";

	private static final MessageListener IGNORED = (message, pattern) -> {
	};

	@RegisterExtension
	static final RedisExtension<RedisServer> redis = RedisExtension.of(RedisServer::start);

	private final ConfigurableApplicationContext context = TestApplication.with("REDIS_URI", redis.get().uri())
		.and("REDIS_MAX_LISTENERS", 2)
		.configuration(News.class)
		.start();

	private final RedisMessageListenerContainer container = this.context.getBean("news",
			RedisMessageListenerContainer.class);

	@AfterEach
	void close() {
		this.context.close();
	}

	@Test
	void warnsOnceAndDeliversAllTheSame(CapturedOutput output) throws Exception {
		add(IGNORED, "a");
		add(IGNORED, "b");
		assertThat(output).doesNotContain(WARNING);
		BlockingQueue<String> messages = new LinkedBlockingQueue<>();
		add((message, pattern) -> messages.add(message.toString()), "c");
		add(IGNORED, "d");
		assertThat(output.getAll().lines().filter((line) -> line.contains(WARNING))).singleElement()
			.asString()
			.contains("raise REDIS_MAX_LISTENERS");
		await().atMost(Duration.ofSeconds(10)).until(() -> redis.get().command("PUBSUB", "NUMSUB", "c").endsWith("1"));
		redis.get().command("PUBLISH", "c", "hello");
		assertThat(messages.poll(10, TimeUnit.SECONDS)).isEqualTo("hello");
	}

	@Test
	void countsTopicsOfOneListener(CapturedOutput output) {
		this.container.addMessageListener(IGNORED, topics("a", "b", "c"));
		assertThat(output).contains(WARNING);
	}

	@Test
	void countsNoSubscriptionTwice(CapturedOutput output) {
		this.container.addMessageListener(IGNORED, topics("a", "b"));
		this.container.addMessageListener(IGNORED, topics("a", "b"));
		assertThat(output).doesNotContain(WARNING);
	}

	@Test
	void countsDownWhatIsRemovedFromATopic(CapturedOutput output) {
		for (int i = 0; i < 5; i++) {
			add(IGNORED, "topic" + i);
			this.container.removeMessageListener(IGNORED, new ChannelTopic("topic" + i));
		}
		this.container.addMessageListener(IGNORED, topics("a", "b"));
		assertThat(output).doesNotContain(WARNING);
	}

	@Test
	void countsDownWhatIsRemovedFromAllTopics(CapturedOutput output) {
		this.container.addMessageListener(IGNORED, topics("a", "b"));
		this.container.removeMessageListener(IGNORED);
		this.container.addMessageListener(IGNORED, topics("c", "d"));
		this.container.removeMessageListener(IGNORED, List.of());
		this.container.addMessageListener(IGNORED, topics("e", "f"));
		assertThat(output).doesNotContain(WARNING);
	}

	@Test
	void countsDownAllListenersOfATopic(CapturedOutput output) {
		add(IGNORED, "a");
		add(new Reader("one"), "a");
		this.container.removeMessageListener(null, new ChannelTopic("a"));
		this.container.addMessageListener(IGNORED, topics("b", "c"));
		assertThat(output).doesNotContain(WARNING);
	}

	@Test
	void knowsAListenerByEquality(CapturedOutput output) {
		for (int i = 0; i < 5; i++) {
			add(new Reader("one"), "topic" + i);
			this.container.removeMessageListener(new Reader("one"));
		}
		assertThat(output).doesNotContain(WARNING);
	}

	@Test
	void leavesAContainerAloneThatCannotBeExtended() {
		assertThat(this.context.getBean(FinalContainer.class).isRunning()).isTrue();
	}

	private void add(MessageListener listener, String topic) {
		this.container.addMessageListener(listener, new ChannelTopic(topic));
	}

	private static List<ChannelTopic> topics(String... names) {
		return List.of(names).stream().map(ChannelTopic::new).toList();
	}

	private record Reader(String name) implements MessageListener {

		@Override
		public void onMessage(Message message, byte @Nullable [] pattern) {
		}

	}

	static final class FinalContainer extends RedisMessageListenerContainer {

	}

	@Configuration(proxyBeanMethods = false)
	static class News {

		@Bean
		RedisMessageListenerContainer news(RedisConnectionFactory connectionFactory) {
			RedisMessageListenerContainer container = new RedisMessageListenerContainer();
			container.setConnectionFactory(connectionFactory);
			return container;
		}

		@Bean
		FinalContainer otherNews(RedisConnectionFactory connectionFactory) {
			FinalContainer container = new FinalContainer();
			container.setConnectionFactory(connectionFactory);
			return container;
		}

	}

}
