package dev.redisenv.environment;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.redisenv.TestApplication;
import dev.redisenv.test.RedisExtension;
import dev.redisenv.test.RedisServer;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.health.actuate.endpoint.CompositeHealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.contributor.Status;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.caffeine.CaffeineCacheManager;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.RedisOperations;
import org.springframework.session.SessionRepository;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application that uses no Redis at all, although its starter is there.
 */
class RedisOffTests {

	@RegisterExtension
	static final RedisExtension<RedisServer> redis = RedisExtension.of(RedisServer::start);

	static List<Named<Map<String, String>>> environments() {
		return List.of(Named.of("nothing is set", Map.of()), Named.of("it is switched off",
				Map.of("USE_REDIS", "false", "REDIS_URI", redis.get().uri().toString(), "REDIS_MAX_CONNECTIONS", "2")));
	}

	@ParameterizedTest
	@MethodSource("environments")
	void connectsToNothing(Map<String, String> environment) {
		int before = connections();
		long threads = clientThreads();
		try (ConfigurableApplicationContext context = start(environment)) {
			assertThat(context.getBeansOfType(RedisConnectionFactory.class)).isEmpty();
			assertThat(context.getBeansOfType(RedisOperations.class)).isEmpty();
			Objects.requireNonNull(cacheManager(context).getCache("books")).put("key", "value");
			context.getBean(HealthEndpoint.class).health();
			assertThat(clientThreads()).isEqualTo(threads);
		}
		assertThat(connections()).isEqualTo(before + 1);
	}

	@ParameterizedTest
	@MethodSource("environments")
	void keepsCachesInMemory(Map<String, String> environment) {
		try (ConfigurableApplicationContext context = start(environment)) {
			assertThat(cacheManager(context)).isInstanceOf(CaffeineCacheManager.class);
		}
	}

	@ParameterizedTest
	@MethodSource("environments")
	void leavesSessionsToTheContainer(Map<String, String> environment) {
		try (ConfigurableApplicationContext context = start(environment)) {
			assertThat(context.getBeansOfType(SessionRepository.class)).isEmpty();
		}
	}

	@ParameterizedTest
	@MethodSource("environments")
	void isHealthy(Map<String, String> environment) {
		try (ConfigurableApplicationContext context = start(environment)) {
			HealthDescriptor health = context.getBean(HealthEndpoint.class).health();
			assertThat(health.getStatus()).isEqualTo(Status.UP);
			assertThat(health).isInstanceOfSatisfying(CompositeHealthDescriptor.class,
					(parts) -> assertThat(parts.getComponents()).containsKeys("redis", "diskSpace"));
		}
	}

	@Test
	void isOtherwiseWithALocation() {
		int before = connections();
		long threads = clientThreads();
		try (ConfigurableApplicationContext context = start(Map.of("REDIS_URI", redis.get().uri().toString()))) {
			context.getBean(HealthEndpoint.class).health();
			assertThat(clientThreads()).isGreaterThan(threads);
			assertThat(context.getBeansOfType(SessionRepository.class)).isNotEmpty();
		}
		assertThat(connections()).isGreaterThan(before + 1);
	}

	private static ConfigurableApplicationContext start(Map<String, String> environment) {
		return TestApplication.with(environment)
			.configuration(Caching.class)
			.arguments("--management.endpoint.health.show-components=always")
			.web()
			.start();
	}

	private static CacheManager cacheManager(ConfigurableApplicationContext context) {
		return context.getBean(CacheManager.class);
	}

	/**
	 * Counts the connections that the server ever had; asking is one of them.
	 */
	private static int connections() {
		return redis.get()
			.command("INFO", "stats")
			.lines()
			.filter((line) -> line.startsWith("total_connections_received:"))
			.mapToInt((line) -> Integer.parseInt(line.substring(line.indexOf(':') + 1)))
			.sum();
	}

	private static long clientThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().matches("(lettuce|redis|netty).*"))
			.count();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching
	static class Caching {

	}

}
