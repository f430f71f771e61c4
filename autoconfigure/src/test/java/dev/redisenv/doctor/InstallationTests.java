package dev.redisenv.doctor;

import java.time.Duration;
import java.util.Objects;

import dev.redisenv.TestApplication;
import dev.redisenv.contract.InvalidRedisSettingsException;
import dev.redisenv.contract.Problem;
import dev.redisenv.diagnosis.Cause;
import dev.redisenv.diagnosis.Finding;
import dev.redisenv.status.FeatureStatus;
import dev.redisenv.test.RedisExtension;
import dev.redisenv.test.RedisServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContextException;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

/**
 * Installations that want their keys for themselves.
 */
@ExtendWith(OutputCaptureExtension.class)
class InstallationTests {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	@RegisterExtension
	static final RedisExtension<RedisServer> redis = RedisExtension.of(RedisServer::start);

	@BeforeEach
	void empty() {
		redis.get().command("FLUSHALL");
	}

	@Test
	void theFirstOneTakesTheKeysAndItsInstancesStart() {
		dedicated("blue").start().close();
		assertThat(redis.get().command("GET", "chat:installation")).isEqualTo("blue");
		assertThat(redis.get().command("TTL", "chat:installation")).isEqualTo("-1");
		try (ConfigurableApplicationContext context = dedicated("blue").start()) {
			assertThat(context.getBean(RedisDoctor.class).examine().get("main"))
				.satisfies((diagnosis) -> assertThat(Objects.requireNonNull(diagnosis).findings()).isEmpty());
		}
	}

	@Test
	void anotherOneDoesNotStart(CapturedOutput output) {
		dedicated("blue").start().close();
		assertThat(refusal(dedicated("green")).problems()).extracting(Problem::fault)
			.containsExactly("redis-env.dedicated is true, but the prefix chat belongs to the installation \"blue\".");
		assertThat(output).contains("APPLICATION FAILED TO START", "REDIS_KEY_PREFIX=chat-2",
				"green, the name of this installation; where blue is gone, delete the key chat:installation");
	}

	@Test
	void oneWithoutANameDoesNotStart() {
		assertThat(refusal(application().arguments("--redis-env.dedicated=true")))
			.hasMessage("redis-env.dedicated is true, but the installation has no name.");
	}

	@Test
	void aNameOfItsOwnWins() {
		dedicated("blue").arguments("--redis-env.installation=blue-staging").start().close();
		assertThat(redis.get().command("GET", "chat:installation")).isEqualTo("blue-staging");
	}

	@Test
	void withoutAPrefixTheKeyStillHasOne() {
		TestApplication.with("REDIS_URI", redis.get().uri())
			.arguments("--redis-env.dedicated=true", "--spring.application.name=blue")
			.start()
			.close();
		assertThat(redis.get().command("GET", "redis-env:installation")).isEqualTo("blue");
	}

	@Test
	void nobodyElseWritesTheKey(CapturedOutput output) {
		dedicated("blue").start().close();
		try (ConfigurableApplicationContext context = application().arguments("--spring.application.name=green")
			.start()) {
			context.getBean(RedisDoctor.class).examine();
			context.getBean(RedisDoctor.class).examine();
		}
		assertThat(redis.get().command("GET", "chat:installation")).isEqualTo("blue");
		assertThat(output.getAll().lines().filter((line) -> line.contains("belongs to the installation blue")))
			.hasSize(1);
	}

	@Test
	void whereRedisWasAwayAtTheStartItIsFoundOutLater() {
		try (RedisServer server = RedisServer.builder().config("appendonly", "yes").start()) {
			server.command("SET", "redis-env:installation", "blue");
			server.kill();
			try (ConfigurableApplicationContext context = TestApplication.with("REDIS_URI", server.uri())
				.arguments("--redis-env.dedicated=true", "--spring.application.name=green")
				.start()) {
				server.restart();
				context.getBean(StringRedisTemplate.class).hasKey("anything");
				FeatureStatus claim = context.getBean(Claim.class);
				await().atMost(LIMIT)
					.untilAsserted(() -> assertThat(claim.report().trouble())
						.contains("these keys belong to the installation \"blue\""));
				assertThat(Objects.requireNonNull(context.getBean(RedisDoctor.class).examine().get("main"))
					.preventing()
					.map(Finding::cause)).contains(Cause.PREFIX_IN_USE);
			}
		}
	}

	private static InvalidRedisSettingsException refusal(TestApplication application) {
		ApplicationContextException failure = catchThrowableOfType(ApplicationContextException.class,
				() -> application.start().close());
		return (InvalidRedisSettingsException) Objects.requireNonNull(failure.getCause());
	}

	private static TestApplication dedicated(String name) {
		return application().arguments("--redis-env.dedicated=true", "--spring.application.name=" + name);
	}

	private static TestApplication application() {
		return TestApplication.with("REDIS_URI", redis.get().uri()).and("REDIS_KEY_PREFIX", "chat");
	}

}
