package dev.redisenv.health;

import java.util.Map;
import java.util.stream.Collectors;

import dev.redisenv.TestApplication;
import dev.redisenv.actuate.RedisActuateAutoConfiguration;
import dev.redisenv.connection.RedisConnectionAutoConfiguration;
import dev.redisenv.environment.RedisEnvironmentAutoConfiguration;
import dev.redisenv.key.RedisKeyAutoConfiguration;
import dev.redisenv.test.Certificates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The line in the log that says how Redis is used. No server is there: it needs none.
 */
@ExtendWith(OutputCaptureExtension.class)
class StartupLineTests {

	@Test
	void saysEverythingThatIsSet(CapturedOutput output) {
		try (Certificates certificates = Certificates.create()) {
			assertThat(line(output,
					TestApplication.with("REDIS_URL", "rediss://alice:s3cr3t@127.0.0.1:6999/2")
						.and("REDIS_CA", certificates.caFile())
						.and("REDIS_KEY_PREFIX", "chat")
						.and("FORCED_IN_MEMORY_CACHE_NAMESPACES", "prices,articles")
						.and("REDIS_PING_INTERVAL", 30)))
				.isEqualTo("Redis: standalone 127.0.0.1:6999 db 2 (REDIS_URL from environment), TLS with REDIS_CA, "
						+ "user alice, prefix chat, in memory: articles prices; ping every 30 s");
		}
	}

	@Test
	void namesTheSeedsOfACluster(CapturedOutput output) {
		assertThat(line(output, TestApplication.with("REDIS_URI", "redis://:s3cr3t@one:1,redis://:s3cr3t@two:2")))
			.isEqualTo("Redis: cluster one:1,two:2 (REDIS_URI from environment)");
	}

	@Test
	void namesTheMasterAndTheSentinels(CapturedOutput output) {
		assertThat(line(output,
				TestApplication.with("REDIS_URI", "redis://:s3cr3t@mymaster/1")
					.and("REDIS_SENTINEL_HOSTS", "one,two:2")
					.and("REDIS_SENTINEL_PASSWORD", "s3cr3t")))
			.isEqualTo("Redis: sentinel mymaster at one:26379,two:2 db 1 (REDIS_URI from environment)");
	}

	@Test
	void saysWhatIsNotChecked(CapturedOutput output) {
		assertThat(line(output,
				TestApplication.with("REDIS_URI", "rediss://one:1").and("REDIS_SSL_CHECK_HOSTNAME", false)))
			.endsWith(", TLS without a check of the host name");
	}

	@Test
	void namesTheWebSocketConnection(CapturedOutput output) {
		assertThat(line(output,
				TestApplication.with("REDIS_URI", "redis://one:1")
					.and("WEBSOCKET_REDIS_URL", "redis://:s3cr3t@two:2/3")))
			.isEqualTo("Redis: standalone one:1 db 0 (REDIS_URI from environment), WebSocket on standalone two:2 db 3");
	}

	@Test
	void namesTheSourceThatIsNotTheEnvironment(CapturedOutput output) {
		assertThat(line(output, TestApplication.with(Map.of()).arguments("--redis-uri=redis://:s3cr3t@one:1")))
			.isEqualTo("Redis: standalone one:1 db 0 (REDIS_URI from \"redis-uri\" from property source "
					+ "\"commandLineArgs\")");
	}

	@Test
	void saysThatTheApplicationDecides(CapturedOutput output) {
		assertThat(line(output,
				TestApplication.with("REDIS_URI", "redis://one:1")
					.arguments("--spring.data.redis.url=redis://bob:s3cr3t@two:2")))
			.isEqualTo("Redis: standalone two:2 db 0 (spring.data.redis of the application), user bob");
	}

	@Test
	void saysThatABeanDecides(CapturedOutput output) {
		assertThat(line(output,
				TestApplication.with("REDIS_URI", "rediss://one:1")
					.bean(DataRedisConnectionDetails.class, Details::new)))
			.isEqualTo("Redis: standalone three:3 db 0 (from a connection bean of the application)");
	}

	@Test
	void saysThatItIsOff(CapturedOutput output) {
		assertThat(line(output, TestApplication.with("USE_REDIS", false).and("REDIS_URI", "redis://:s3cr3t@one:1")))
			.isEqualTo("Redis is off (USE_REDIS=false from environment): caches and sessions stay in this process");
	}

	@Test
	void saysThatNobodySaidWhere(CapturedOutput output) {
		assertThat(line(output, TestApplication.with(Map.of())))
			.isEqualTo("Redis is not used (no REDIS_URI is set): caches and sessions stay in this process");
	}

	@Test
	void comesOnceWithAManagementServerOfItsOwn(CapturedOutput output) {
		assertThat(line(output,
				TestApplication.with("REDIS_URI", "redis://one:1")
					.arguments("--management.server.port=0", "--redis-env.startup=background")
					.web()))
			.startsWith("Redis: standalone one:1");
	}

	@Test
	void needsNeitherActuatorNorMeters() {
		new ApplicationContextRunner()
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.health",
					"org.springframework.boot.actuate", "io.micrometer.core"))
			.withPropertyValues("redis-uri=redis://one:1")
			.withConfiguration(
					AutoConfigurations.of(RedisEnvironmentAutoConfiguration.class, RedisKeyAutoConfiguration.class,
							RedisConnectionAutoConfiguration.class, DataRedisAutoConfiguration.class,
							RedisHealthAutoConfiguration.class, RedisActuateAutoConfiguration.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(StartupLine.class)
				.doesNotHaveBean("redisHealthContributor")
				.doesNotHaveBean("redisEnvMeters")
				.doesNotHaveBean("redisEnvEndpoint"));
	}

	private static String line(CapturedOutput output, TestApplication application) {
		try (ConfigurableApplicationContext context = application.start()) {
			assertThat(context.isActive()).isTrue();
			assertThat(output.getAll()).doesNotContain("s3cr3t");
			return output.getAll()
				.lines()
				.filter((line) -> line.contains("d.redisenv.health.StartupLine")
						|| line.contains("dev.redisenv.health.StartupLine"))
				.map((line) -> line.replaceFirst("^.* : ", ""))
				.collect(Collectors.joining("\n"));
		}
	}

	private static final class Details implements DataRedisConnectionDetails {

		@Override
		public Standalone getStandalone() {
			return Standalone.of("three", 3);
		}

	}

}
