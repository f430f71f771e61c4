package dev.redisenv.connection;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.redisenv.TestApplication;
import dev.redisenv.test.RedisCluster;
import dev.redisenv.test.RedisServer;
import io.lettuce.core.TimeoutOptions;
import org.junit.jupiter.api.Test;

import org.springframework.boot.data.redis.autoconfigure.LettuceClientConfigurationBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What waits for a server that does not answer, and for how long.
 */
class SlowServerTests {

	private static final Duration LIMIT = Duration.ofMillis(2500);

	@Test
	void aCommandEndsAfterTheSocketTimeout() {
		try (RedisServer server = RedisServer.start();
				ConfigurableApplicationContext context = TestApplication.with("REDIS_URI", server.uri())
					.and("REDIS_SOCKET_TIMEOUT", 1)
					.start()) {
			endsAfter(Duration.ofSeconds(1), server, context);
		}
	}

	@Test
	void aCommandToANodeOfAClusterEndsAfterTheSocketTimeout() {
		try (RedisCluster cluster = RedisCluster.start();
				ConfigurableApplicationContext context = TestApplication
					.with("REDIS_CLUSTER_DATABASE_URIS", cluster.uris().get(0))
					.and("REDIS_SOCKET_TIMEOUT", 1)
					.start()) {
			endsAfter(Duration.ofSeconds(1), cluster.masterOf("key"), context);
		}
	}

	@Test
	void aCommandThatNeedsALinkOfItsOwnEndsToo() {
		try (RedisServer server = RedisServer.start();
				ConfigurableApplicationContext context = TestApplication.with("REDIS_URI", server.uri())
					.and("REDIS_SOCKET_TIMEOUT", 1)
					.start()) {
			StringRedisTemplate template = context.getBean(StringRedisTemplate.class);
			template.hasKey("key");
			server.freeze();
			long start = System.nanoTime();
			assertThatExceptionOfType(Exception.class)
				.isThrownBy(() -> template.opsForList().leftPop("list", Duration.ofMillis(100)));
			assertThat(since(start)).isLessThan(LIMIT);
			server.thaw();
		}
	}

	@Test
	void theApplicationsOwnCommandTimeoutDecides() {
		try (RedisServer server = RedisServer.start();
				ConfigurableApplicationContext context = TestApplication.with("REDIS_URI", server.uri())
					.bean(LettuceClientConfigurationBuilderCustomizer.class,
							() -> (builder) -> builder.commandTimeout(Duration.ofMillis(500)))
					.start()) {
			endsAfter(Duration.ofMillis(500), server, context);
		}
	}

	@Test
	void theApplicationsOwnTimeoutOptionsDecide() {
		try (RedisServer server = RedisServer.start();
				ConfigurableApplicationContext context = TestApplication.with("REDIS_URI", server.uri())
					.bean(LettuceClientOptionsBuilderCustomizer.class,
							() -> (options) -> options.timeoutOptions(TimeoutOptions.enabled(Duration.ofMillis(500))))
					.start()) {
			endsAfter(Duration.ofMillis(500), server, context);
		}
	}

	@Test
	void aWebSocketConnectionHasItsOwnSocketTimeout() {
		try (RedisServer main = RedisServer.start();
				RedisServer server = RedisServer.start();
				ConfigurableApplicationContext context = TestApplication.with("REDIS_URI", main.uri())
					.and("WEBSOCKET_REDIS_URL", server.uri() + "?socket_timeout=0.5")
					.start()) {
			RedisConnectionFactory factory = context.getBean(RedisWebSocketConnection.class).connectionFactory();
			endsAfter(Duration.ofMillis(500), server, new StringRedisTemplate(factory));
		}
	}

	@Test
	void anIdleSubscriptionIsNotEnded() throws Exception {
		try (RedisServer server = RedisServer.start();
				ConfigurableApplicationContext context = TestApplication.with("REDIS_URI", server.uri())
					.and("REDIS_SOCKET_TIMEOUT", "500ms")
					.start()) {
			BlockingQueue<String> messages = new LinkedBlockingQueue<>();
			RedisMessageListenerContainer container = new RedisMessageListenerContainer();
			container.setConnectionFactory(context.getBean(RedisConnectionFactory.class));
			container.afterPropertiesSet();
			container.addMessageListener((message, pattern) -> messages.add(message.toString()),
					new ChannelTopic("news"));
			container.start();
			await().atMost(LIMIT).until(() -> server.command("PUBSUB", "NUMSUB", "news").endsWith("1"));
			CompletableFuture.delayedExecutor(1500, TimeUnit.MILLISECONDS)
				.execute(() -> server.command("PUBLISH", "news", "hello"));
			assertThat(messages.poll(LIMIT.toMillis(), TimeUnit.MILLISECONDS)).isEqualTo("hello");
			container.destroy();
		}
	}

	private static void endsAfter(Duration timeout, RedisServer server, ConfigurableApplicationContext context) {
		endsAfter(timeout, server, context.getBean(StringRedisTemplate.class));
	}

	private static void endsAfter(Duration timeout, RedisServer server, StringRedisTemplate template) {
		template.opsForValue().set("key", "value");
		server.freeze();
		long start = System.nanoTime();
		assertThatExceptionOfType(QueryTimeoutException.class).isThrownBy(() -> template.opsForValue().get("key"));
		assertThat(since(start)).isBetween(timeout, LIMIT);
		server.thaw();
		await().atMost(Duration.ofSeconds(10))
			.ignoreExceptions()
			.until(() -> "value".equals(template.opsForValue().get("key")));
	}

	private static Duration since(long start) {
		return Duration.ofNanos(System.nanoTime() - start);
	}

}
