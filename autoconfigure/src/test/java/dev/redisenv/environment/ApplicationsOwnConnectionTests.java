package dev.redisenv.environment;

import java.time.Duration;
import java.util.Map;

import dev.redisenv.TestApplication;
import dev.redisenv.test.RedisExtension;
import dev.redisenv.test.RedisServer;
import io.lettuce.core.resource.ClientResources;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.contributor.Status;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.cache.RedisCacheManager;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.session.data.redis.RedisSessionRepository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A connection that the application brings as a bean is used, whatever the variables say
 * and also where they say nothing.
 */
class ApplicationsOwnConnectionTests {

	@RegisterExtension
	static final RedisExtension<RedisServer> redis = RedisExtension.of(RedisServer::start);

	@Test
	void aFactoryServesEverythingWhereNothingIsSet() {
		LettuceConnectionFactory own = factory();
		try (ConfigurableApplicationContext context = TestApplication.with(Map.of())
			.bean(LettuceConnectionFactory.class, () -> own)
			.configuration(Caching.class)
			.web()
			.start()) {
			assertThat(context.getBean(RedisConnectionFactory.class)).isSameAs(own);
			servesEverything(context);
		}
	}

	@Test
	void detailsServeEverythingWhereNothingIsSet() {
		try (ConfigurableApplicationContext context = TestApplication.with(Map.of())
			.bean(DataRedisConnectionDetails.class, () -> details(redis.get()))
			.configuration(Caching.class)
			.web()
			.start()) {
			servesEverything(context);
			blocksForLongerThanACommandMayTake(context);
		}
	}

	@Test
	void limitsHoldForDetailsWhereNoLocationIsSet() {
		try (RedisServer server = RedisServer.start();
				ConfigurableApplicationContext context = TestApplication.with("REDIS_SOCKET_TIMEOUT", 1)
					.bean(DataRedisConnectionDetails.class, () -> details(server))
					.start()) {
			StringRedisTemplate template = context.getBean(StringRedisTemplate.class);
			template.hasKey("key");
			server.freeze();
			long start = System.nanoTime();
			assertThatExceptionOfType(QueryTimeoutException.class).isThrownBy(() -> template.hasKey("key"));
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(2500));
			server.thaw();
		}
	}

	@Test
	void detailsAreObservedWhereNothingIsSet() {
		assertThat(isObserved(TestApplication.with("REDIS_URI", redis.get().uri()))).isTrue();
		assertThat(isObserved(
				TestApplication.with(Map.of()).bean(DataRedisConnectionDetails.class, () -> details(redis.get()))))
			.isTrue();
	}

	private static boolean isObserved(TestApplication application) {
		try (ConfigurableApplicationContext context = application.start()) {
			return context.getBean(ClientResources.class).tracing().isEnabled();
		}
	}

	@Test
	void switchedOffIsStrongerThanDetails() {
		try (ConfigurableApplicationContext context = TestApplication.with("USE_REDIS", false)
			.bean(DataRedisConnectionDetails.class, () -> details(redis.get()))
			.start()) {
			assertThat(context.getBeansOfType(RedisConnectionFactory.class)).isEmpty();
		}
	}

	@Test
	void aFactoryIsStrongerThanTheVariables() {
		LettuceConnectionFactory own = factory();
		try (ConfigurableApplicationContext context = elsewhere().bean(LettuceConnectionFactory.class, () -> own)
			.configuration(Caching.class)
			.web()
			.start()) {
			assertThat(context.getBean(RedisConnectionFactory.class)).isSameAs(own);
			servesEverything(context);
		}
	}

	@Test
	void detailsAreStrongerThanTheVariables() {
		try (ConfigurableApplicationContext context = elsewhere()
			.bean(DataRedisConnectionDetails.class, () -> details(redis.get()))
			.configuration(Caching.class)
			.web()
			.start()) {
			servesEverything(context);
			blocksForLongerThanACommandMayTake(context);
		}
	}

	@Test
	void aFailureOfDetailsNamesNoVariable() {
		try (RedisServer gone = RedisServer.start()) {
			gone.kill();
			try (ConfigurableApplicationContext context = elsewhere()
				.bean(DataRedisConnectionDetails.class, () -> details(gone))
				.start()) {
				StringRedisTemplate template = context.getBean(StringRedisTemplate.class);
				assertThatExceptionOfType(RedisConnectionFailureException.class)
					.isThrownBy(() -> template.hasKey("key"))
					.withMessageNotContaining("REDIS_");
			}
		}
	}

	/**
	 * Somewhere that asks for TLS, a log-in and another database.
	 */
	private static TestApplication elsewhere() {
		return TestApplication.with("REDIS_URI", "rediss://alice@elsewhere.invalid:1/3")
			.and("REDIS_SOCKET_TIMEOUT", "500ms");
	}

	private static LettuceConnectionFactory factory() {
		return new LettuceConnectionFactory("127.0.0.1", redis.get().port());
	}

	private static DataRedisConnectionDetails details(RedisServer server) {
		return new DataRedisConnectionDetails() {

			@Override
			public Standalone getStandalone() {
				return Standalone.of("127.0.0.1", server.port());
			}

		};
	}

	private static void servesEverything(ConfigurableApplicationContext context) {
		StringRedisTemplate template = context.getBean(StringRedisTemplate.class);
		template.opsForValue().set("key", "value");
		assertThat(redis.get().command("GET", "key")).isEqualTo("value");
		assertThat(context.getBean(ReactiveStringRedisTemplate.class).opsForValue().get("key").block())
			.isEqualTo("value");
		assertThat(context.getBean("redisTemplate")).isInstanceOf(RedisTemplate.class);
		assertThat(context.getBeansOfType(RedisSessionRepository.class)).hasSize(1);
		assertThat(context.getBean(CacheManager.class)).isInstanceOf(RedisCacheManager.class);
		assertThat(context.getBean(HealthEndpoint.class).healthForPath("redis")).isNotNull()
			.satisfies((health) -> assertThat(health.getStatus()).isEqualTo(Status.UP));
	}

	private static void blocksForLongerThanACommandMayTake(ConfigurableApplicationContext context) {
		assertThat(context.getBean(StringRedisTemplate.class).opsForList().leftPop("list", Duration.ofSeconds(1)))
			.isNull();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching
	static class Caching {

	}

}
