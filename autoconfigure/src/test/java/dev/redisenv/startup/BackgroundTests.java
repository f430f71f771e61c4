package dev.redisenv.startup;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import dev.redisenv.TestApplication;
import dev.redisenv.test.RedisServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContextException;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.stream.MapRecord;
import org.springframework.data.redis.connection.stream.StreamOffset;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;
import org.springframework.data.redis.stream.StreamMessageListenerContainer;
import org.springframework.data.redis.stream.StreamMessageListenerContainer.StreamMessageListenerContainerOptions;
import org.springframework.session.data.redis.RedisIndexedSessionRepository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An application that starts whatever Redis does, and heals by itself.
 */
@ExtendWith(OutputCaptureExtension.class)
class BackgroundTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	/**
	 * What a listener may take to hear, once Redis answers.
	 */
	private static final Duration SOON = Duration.ofSeconds(2);

	private final RedisServer server = RedisServer.start();

	private final TestApplication application = TestApplication.with("REDIS_URI", this.server.uri())
		.and("REDIS_CONNECT_TIMEOUT", "2s")
		.and("REDIS_SOCKET_TIMEOUT", "2s")
		.arguments("--redis-env.startup=background")
		.configuration(Listeners.class)
		.web();

	@AfterEach
	void close() {
		this.server.close();
	}

	/**
	 * One after the other they would take eight times as long as one.
	 */
	@Test
	void callsBeforeTheFirstConnectionWaitForTheSameAttempt() {
		this.server.freeze();
		try (ConfigurableApplicationContext context = this.application.start()) {
			StringRedisTemplate template = context.getBean(StringRedisTemplate.class);
			List<CompletableFuture<Boolean>> calls = IntStream.range(0, 8)
				.mapToObj((i) -> CompletableFuture.supplyAsync(() -> template.hasKey("key"),
						(call) -> new Thread(call).start()))
				.toList();
			calls.forEach((call) -> assertThat(call).failsWithin(LIMIT));
			this.server.thaw();
		}
	}

	@Test
	void heardAtOnceWhereRedisAnswers() {
		try (ConfigurableApplicationContext context = this.application.start()) {
			this.server.command("PUBLISH", "news", "first");
			await().atMost(LIMIT).until(() -> heard(context).contains("first"));
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void listenersHearWhenRedisComes(boolean frozen, CapturedOutput output) throws IOException {
		if (frozen) {
			this.server.freeze();
		}
		else {
			this.server.kill();
		}
		long start = System.nanoTime();
		try (ConfigurableApplicationContext context = this.application.start()) {
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(6));
			assertThat(health(context)).isEqualTo(503);
			assertThat(context.getBean(RedisMessageListenerContainer.class).isListening()).isFalse();
			if (frozen) {
				this.server.thaw();
			}
			else {
				this.server.restart();
			}
			await().atMost(SOON).until(() -> this.server.command("PUBSUB", "NUMSUB", "news").endsWith("1"));
			this.server.command("PUBLISH", "news", "message");
			this.server.command("XADD", "stream", "*", "field", "entry");
			await().atMost(SOON).until(() -> heard(context).containsAll(List.of("message", "entry")));
			await().atMost(LIMIT).until(() -> health(context) == 200);
			context.getBean(StringRedisTemplate.class).opsForValue().set("key", "value");
			assertThat(output).containsOnlyOnce("The listener container 'entries' waits for Redis: ");
		}
	}

	@Test
	void startsWithAnUnknownHost() throws IOException {
		try (ConfigurableApplicationContext context = this.application.and("REDIS_URI", "redis://nowhere.invalid")
			.start()) {
			assertThat(health(context)).isEqualTo(503);
		}
	}

	/**
	 * Whether the start ends with it depends on how soon it is known.
	 */
	@Test
	void aRefusedSubscriptionIsReportedAndNotTriedAgain(CapturedOutput output) {
		String report = "The listener container 'messages' does not start";
		try (RedisServer strict = RedisServer.builder().user("alice", "s3cr3t", "~*", "+@all", "resetchannels").start();
				ConfigurableApplicationContext context = this.application
					.and("REDIS_URI", "redis://alice:s3cr3t@127.0.0.1:" + strict.port())
					.start()) {
			await().atMost(LIMIT).until(() -> output.getAll().contains(report));
			assertThat(context.isActive()).isTrue();
		}
		catch (ApplicationContextException ex) {
			assertThat(ex).hasStackTraceContaining("NOPERM");
		}
		assertThat(output).containsOnlyOnce(report).contains("NOPERM").doesNotContain("s3cr3t");
	}

	@Test
	void indexedSessionsHealWhereTheyConfigureNothing() {
		this.server.kill();
		try (ConfigurableApplicationContext context = this.application
			.arguments("--spring.session.data.redis.repository-type=indexed",
					"--spring.session.data.redis.configure-action=none")
			.start()) {
			this.server.restart();
			await().atMost(SOON).until(() -> this.server.command("PUBSUB", "CHANNELS").contains("__keyevent@0__:"));
			assertThat(context.getBean(RedisIndexedSessionRepository.class).findById("unknown")).isNull();
		}
	}

	@Test
	void aContainerThatTheApplicationStartsItselfIsLeftAlone() {
		this.server.kill();
		try (ConfigurableApplicationContext context = TestApplication.with("REDIS_URI", this.server.uri())
			.configuration(Manual.class)
			.start()) {
			this.server.restart();
			assertThat(context.getBean(RedisMessageListenerContainer.class).isRunning()).isFalse();
			assertThat(this.server.command("PUBSUB", "NUMSUB", "news")).endsWith("0");
		}
	}

	private static List<?> heard(ConfigurableApplicationContext context) {
		return context.getBean(Heard.class).texts();
	}

	private static int health(ConfigurableApplicationContext context) throws IOException {
		String port = context.getEnvironment().getRequiredProperty("local.server.port");
		HttpURLConnection connection = (HttpURLConnection) URI.create("http://127.0.0.1:" + port + "/actuator/health")
			.toURL()
			.openConnection();
		return connection.getResponseCode();
	}

	record Heard(List<String> texts) {

	}

	@Configuration(proxyBeanMethods = false)
	static class Listeners {

		@Bean
		Heard heard() {
			return new Heard(new CopyOnWriteArrayList<>());
		}

		@Bean
		RedisMessageListenerContainer messages(RedisConnectionFactory connectionFactory, Heard heard) {
			RedisMessageListenerContainer container = new RedisMessageListenerContainer();
			container.setConnectionFactory(connectionFactory);
			container.addMessageListener((message, pattern) -> heard.texts().add(message.toString()),
					ChannelTopic.of("news"));
			return container;
		}

		@Bean
		StreamMessageListenerContainer<String, MapRecord<String, String, String>> entries(
				RedisConnectionFactory connectionFactory, Heard heard) {
			StreamMessageListenerContainer<String, MapRecord<String, String, String>> container = StreamMessageListenerContainer
				.create(connectionFactory,
						StreamMessageListenerContainerOptions.builder()
							.autoStartup(true)
							.pollTimeout(Duration.ofMillis(100))
							.build());
			container.receive(StreamOffset.fromStart("stream"),
					(entry) -> heard.texts().addAll(entry.getValue().values()));
			return container;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Manual {

		@Bean
		RedisMessageListenerContainer messages(RedisConnectionFactory connectionFactory) {
			RedisMessageListenerContainer container = new RedisMessageListenerContainer();
			container.setConnectionFactory(connectionFactory);
			container.setAutoStartup(false);
			container.addMessageListener((message, pattern) -> {
			}, ChannelTopic.of("news"));
			return container;
		}

	}

}
