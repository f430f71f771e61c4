package dev.redisenv.connection;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import dev.redisenv.TestApplication;
import dev.redisenv.test.RedisServer;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.event.connection.ConnectionDeactivatedEvent;
import io.lettuce.core.resource.ClientResources;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.RedisSystemException;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What becomes of commands while the server is gone, and when it is back.
 */
@ExtendWith(OutputCaptureExtension.class)
class DeadServerTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private final RedisServer server = RedisServer.start();

	private final TestApplication application = TestApplication.with("REDIS_URI", this.server.uri())
		.and("REDIS_RETRY_MAX_DELAY", 100);

	@AfterEach
	void close() {
		this.server.close();
	}

	@Test
	void aCommandWaitsForTheReconnect() throws Exception {
		try (ConfigurableApplicationContext context = this.application.start()) {
			StringRedisTemplate template = connected(context);
			lose(context);
			CompletableFuture<Void> set = CompletableFuture.runAsync(() -> template.opsForValue().set("key", "after"));
			this.server.restart();
			assertThat(set).succeedsWithin(LIMIT);
			assertThat(this.server.command("GET", "key")).isEqualTo("after");
		}
	}

	@Test
	void aCommandThatWaitsEndsAfterTheSocketTimeout() {
		try (ConfigurableApplicationContext context = this.application.and("REDIS_SOCKET_TIMEOUT", 1).start()) {
			StringRedisTemplate template = connected(context);
			lose(context);
			long start = System.nanoTime();
			assertThatExceptionOfType(QueryTimeoutException.class).isThrownBy(() -> template.opsForValue().get("key"));
			assertThat(since(start)).isBetween(Duration.ofSeconds(1), Duration.ofMillis(2500));
		}
	}

	@Test
	void withoutAQueueACommandFailsAtOnce() {
		try (ConfigurableApplicationContext context = this.application.and("REDIS_ENABLE_OFFLINE_QUEUE", false)
			.start()) {
			StringRedisTemplate template = connected(context);
			lose(context);
			long start = System.nanoTime();
			assertThatExceptionOfType(RedisSystemException.class).isThrownBy(() -> template.opsForValue().get("key"))
				.havingRootCause()
				.withMessageContaining("Commands are rejected");
			assertThat(since(start)).isLessThan(Duration.ofSeconds(1));
		}
	}

	@Test
	void theApplicationsOwnBehaviourDecides() {
		try (ConfigurableApplicationContext context = this.application
			.bean(LettuceClientOptionsBuilderCustomizer.class,
					() -> (options) -> options.disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS))
			.start()) {
			StringRedisTemplate template = connected(context);
			lose(context);
			assertThatExceptionOfType(RedisSystemException.class).isThrownBy(() -> template.opsForValue().get("key"))
				.havingRootCause()
				.withMessageContaining("Commands are rejected");
		}
	}

	@Test
	void everythingWorksAgainAfterAReconnect() throws Exception {
		try (ConfigurableApplicationContext context = this.application.start()) {
			StringRedisTemplate template = connected(context);
			BlockingQueue<String> messages = new LinkedBlockingQueue<>();
			RedisMessageListenerContainer container = listener(context, messages);
			this.server.kill();
			this.server.restart();
			await().atMost(LIMIT).ignoreExceptions().untilAsserted(() -> {
				template.opsForValue().set("key", "again");
				assertThat(template.opsForValue().get("key")).isEqualTo("again");
			});
			assertThat(template.opsForList().leftPop("list", Duration.ofMillis(10))).isNull();
			await().atMost(LIMIT).until(() -> this.server.command("PUBSUB", "NUMSUB", "news").endsWith("1"));
			this.server.command("PUBLISH", "news", "hello");
			assertThat(messages.poll(LIMIT.toMillis(), TimeUnit.MILLISECONDS)).isEqualTo("hello");
			container.destroy();
		}
	}

	@Test
	void aLinkIsGivenUpAfterTheLastAttempt(CapturedOutput output) {
		String given = "given up after 2 attempts to reconnect (REDIS_RETRY_MAX_ATTEMPTS)";
		try (ConfigurableApplicationContext context = this.application.and("REDIS_RETRY_MAX_ATTEMPTS", 2)
			.and("REDIS_SOCKET_TIMEOUT", "500ms")
			.start()) {
			StringRedisTemplate template = connected(context);
			lose(context);
			await().atMost(LIMIT).until(() -> output.getAll().contains(given));
			this.server.restart();
			assertThatExceptionOfType(QueryTimeoutException.class).isThrownBy(() -> template.opsForValue().get("key"));
			assertThat(this.server.command("CLIENT", "LIST")).doesNotContain(TestApplication.CLIENT_NAME);
			assertThat(output.getAll().split(Pattern.quote(given), -1)).hasSize(2);
		}
	}

	private static StringRedisTemplate connected(ConfigurableApplicationContext context) {
		StringRedisTemplate template = context.getBean(StringRedisTemplate.class);
		template.opsForValue().set("key", "before");
		return template;
	}

	/**
	 * Kills the server, and returns when the client has noticed.
	 */
	private void lose(ConfigurableApplicationContext context) {
		CompletableFuture<?> noticed = context.getBean(ClientResources.class)
			.eventBus()
			.get()
			.filter(ConnectionDeactivatedEvent.class::isInstance)
			.next()
			.toFuture();
		this.server.kill();
		assertThat(noticed).succeedsWithin(LIMIT);
	}

	private static RedisMessageListenerContainer listener(ConfigurableApplicationContext context,
			BlockingQueue<String> messages) throws Exception {
		RedisMessageListenerContainer container = new RedisMessageListenerContainer();
		container.setConnectionFactory(context.getBean(RedisConnectionFactory.class));
		container.setRecoveryInterval(100);
		container.afterPropertiesSet();
		container.addMessageListener((message, pattern) -> messages.add(message.toString()), new ChannelTopic("news"));
		container.start();
		return container;
	}

	private static Duration since(long start) {
		return Duration.ofNanos(System.nanoTime() - start);
	}

}
