package dev.redisenv.connection;

import java.time.Duration;

import dev.redisenv.TestApplication;
import dev.redisenv.test.RedisExtension;
import dev.redisenv.test.RedisServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class WebSocketConnectionTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	@RegisterExtension
	static final RedisExtension<RedisServer> main = RedisExtension.of(RedisServer::start);

	@RegisterExtension
	static final RedisExtension<RedisServer> second = RedisExtension.of(RedisServer::start);

	@Test
	void goesToItsOwnServer() {
		try (ConfigurableApplicationContext context = withTwo().start()) {
			webSocketTemplate(context).opsForValue().set("own", "value");
			assertThat(second.get().command("GET", "own")).isEqualTo("value");
		}
	}

	@Test
	void takesNoPartInInjectionByType() {
		try (ConfigurableApplicationContext context = withTwo().start()) {
			assertThat(context.getBean(RedisConnectionFactory.class))
				.isNotSameAs(context.getBean(RedisWebSocketConnection.class).connectionFactory())
				.isSameAs(context.getBean(StringRedisTemplate.class).getConnectionFactory());
			context.getBean(StringRedisTemplate.class).opsForValue().set("mains", "value");
			assertThat(main.get().command("GET", "mains")).isEqualTo("value");
		}
	}

	@Test
	void isTheMainOneWhereNothingElseIsSet() {
		try (ConfigurableApplicationContext context = TestApplication.with("REDIS_URI", main.get().uri()).start()) {
			isTheMainOne(context);
		}
	}

	@Test
	void isTheMainOneWhereItsSettingsAreEqual() {
		try (ConfigurableApplicationContext context = TestApplication.with("REDIS_URI", main.get().uri())
			.and("WEBSOCKET_REDIS_URL", main.get().uri() + "/0")
			.start()) {
			isTheMainOne(context);
		}
	}

	@Test
	void isTheApplicationsOwnWhereItHasOne() {
		LettuceConnectionFactory own = new LettuceConnectionFactory("127.0.0.1", second.get().port());
		try (ConfigurableApplicationContext context = TestApplication.with("REDIS_URI", "redis://nowhere.invalid")
			.bean(LettuceConnectionFactory.class, () -> own)
			.start()) {
			assertThat(context.getBean(RedisWebSocketConnection.class).connectionFactory()).isSameAs(own);
		}
	}

	@Test
	void isClosedWithTheApplication() {
		try (ConfigurableApplicationContext context = withTwo().start()) {
			webSocketTemplate(context).hasKey("key");
			assertThat(isSeen()).isTrue();
		}
		await().atMost(LIMIT).until(() -> !isSeen());
	}

	private static void isTheMainOne(ConfigurableApplicationContext context) {
		assertThat(context.getBean(RedisWebSocketConnection.class).connectionFactory())
			.isSameAs(context.getBean(RedisConnectionFactory.class));
		assertThat(context.getBeansOfType(RedisConnectionFactory.class)).hasSize(1);
	}

	private static TestApplication withTwo() {
		return TestApplication.with("REDIS_URI", main.get().uri()).and("WEBSOCKET_REDIS_URL", second.get().uri());
	}

	private static StringRedisTemplate webSocketTemplate(ConfigurableApplicationContext context) {
		return new StringRedisTemplate(context.getBean(RedisWebSocketConnection.class).connectionFactory());
	}

	private static boolean isSeen() {
		return second.get().command("CLIENT", "LIST").contains("name=" + TestApplication.CLIENT_NAME);
	}

}
