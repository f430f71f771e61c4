package dev.redisenv.connection;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

import dev.redisenv.TestApplication;
import dev.redisenv.test.RedisServer;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import reactor.core.publisher.Mono;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Logs in as alice by a bean of the application, whatever else says who logs in.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OwnLogInTests {

	private final RedisServer server = RedisServer.builder()
		.password("s3cr3t")
		.user("alice", "s3cr3t-of-alice", "~*", "&*", "+@all")
		.user("bob", "s3cr3t-of-bob", "~*", "&*", "+@all")
		.start();

	private final String at = "127.0.0.1:" + this.server.port();

	@AfterAll
	void stop() {
		this.server.close();
	}

	@Test
	void comesBeforeThePasswordInTheVariables() {
		try (ConfigurableApplicationContext context = asAlice(
				TestApplication.with("REDIS_URI", "redis://bob@" + this.at).and("REDIS_PASSWORD", "wrong"))
			.start()) {
			assertThat(who(context.getBean(RedisConnectionFactory.class))).isEqualTo("alice");
		}
	}

	@Test
	void comesBeforeThePropertiesOfTheApplication() {
		try (ConfigurableApplicationContext context = asAlice(TestApplication.with("USE_REDIS", "true")
			.arguments("--spring.data.redis.url=redis://:wrong@" + this.at)).start()) {
			assertThat(who(context.getBean(RedisConnectionFactory.class))).isEqualTo("alice");
		}
	}

	@Test
	void isThatOfAWebSocketConnectionWithoutItsOwn() {
		try (ConfigurableApplicationContext context = asAlice(TestApplication.with("REDIS_URI", "redis://" + this.at)
			.and("WEBSOCKET_REDIS_URL", "redis://" + this.at + "/1")).start()) {
			assertThat(who(context.getBean(RedisWebSocketConnection.class).connectionFactory())).isEqualTo("alice");
		}
	}

	@Test
	void isNotShownToAServerWithALogInOfItsOwn() {
		try (ConfigurableApplicationContext context = asAlice(TestApplication.with("REDIS_URI", "redis://" + this.at)
			.and("WEBSOCKET_REDIS_URL", "redis://bob:s3cr3t-of-bob@" + this.at)).start()) {
			assertThat(who(context.getBean(RedisWebSocketConnection.class).connectionFactory())).isEqualTo("bob");
		}
	}

	@Test
	void isNoneWhereThereAreSeveral() {
		try (ConfigurableApplicationContext context = TestApplication
			.with("REDIS_URI", "redis://bob:s3cr3t-of-bob@" + this.at)
			.configuration(Several.class)
			.start()) {
			assertThat(who(context.getBean(RedisConnectionFactory.class))).isEqualTo("bob");
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Several {

		@Bean
		RedisCredentialsProvider one() {
			return () -> Mono.just(RedisCredentials.just("alice", "s3cr3t-of-alice"));
		}

		@Bean
		RedisCredentialsProvider other() {
			return one();
		}

	}

	private static TestApplication asAlice(TestApplication application) {
		return application.bean(RedisCredentialsProvider.class,
				() -> () -> Mono.just(RedisCredentials.just("alice", "s3cr3t-of-alice")));
	}

	private static String who(RedisConnectionFactory factory) {
		try (RedisConnection connection = factory.getConnection()) {
			byte[] name = (byte[]) connection.execute("ACL", "WHOAMI".getBytes(StandardCharsets.UTF_8));
			return new String(Objects.requireNonNull(name), StandardCharsets.UTF_8);
		}
	}

}
