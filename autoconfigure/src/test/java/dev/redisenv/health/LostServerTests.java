package dev.redisenv.health;

import java.time.Duration;
import java.util.stream.IntStream;

import dev.redisenv.TestApplication;
import dev.redisenv.test.RedisCluster;
import dev.redisenv.test.RedisServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What the health says of a Redis that does not answer.
 */
@ExtendWith(OutputCaptureExtension.class)
class LostServerTests {

	private static final Duration QUICK = Duration.ofSeconds(2);

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private long asked;

	private final RedisServer server = RedisServer.start();

	private final TestApplication application = TestApplication.with("REDIS_URI", this.server.uri())
		.and("REDIS_RETRY_MAX_DELAY", 100)
		.arguments(HealthOverHttp.SHOWN)
		.web();

	@AfterEach
	void close() {
		this.server.close();
	}

	@Test
	void aServerThatIsKilledDegradesUntilItIsBack(CapturedOutput output) {
		try (ConfigurableApplicationContext context = this.application.start()) {
			HealthOverHttp.settled(context);
			this.server.kill();
			isDegraded(context, "Redis did not answer within 1 s.");
			this.server.restart();
			await().atMost(LIMIT).until(() -> HealthOverHttp.of(context).status().equals("UP"));
		}
		assertThat(output).doesNotContain("\tat ");
	}

	@Test
	void aServerThatIsFrozenDegradesUntilItIsThawed(CapturedOutput output) {
		try (ConfigurableApplicationContext context = this.application.start()) {
			HealthOverHttp.settled(context);
			this.server.freeze();
			isDegraded(context, "Redis did not answer within 1 s.");
			isDegraded(context, "Redis did not answer within 1 s.");
			this.server.thaw();
			await().atMost(LIMIT).until(() -> HealthOverHttp.of(context).status().equals("UP"));
		}
		assertThat(output).doesNotContain("\tat ");
	}

	@Test
	void aServerThatOnlyTheApplicationHasUsedDegradesToo() {
		try (ConfigurableApplicationContext context = this.application.start()) {
			context.getBean(StringRedisTemplate.class).hasKey("key");
			this.server.kill();
			isDegraded(context, "Redis did not answer within 1 s.");
		}
	}

	@Test
	void aProbeWaitsNoLongerThanACommandMayTake() {
		try (ConfigurableApplicationContext context = this.application.and("REDIS_SOCKET_TIMEOUT", "300ms").start()) {
			HealthOverHttp.settled(context);
			this.server.freeze();
			assertThat(HealthOverHttp.of(context)).satisfies((health) -> {
				assertThat(health.reason()).isEqualTo("Redis did not answer within 300 ms.");
				assertThat(health.took()).isLessThan(Duration.ofMillis(900));
			});
			this.server.thaw();
		}
	}

	@Test
	void withoutAnOfflineQueueItSaysSoAtOnce() {
		try (ConfigurableApplicationContext context = this.application.and("REDIS_ENABLE_OFFLINE_QUEUE", false)
			.start()) {
			HealthOverHttp.settled(context);
			this.server.kill();
			await().atMost(LIMIT).until(() -> HealthOverHttp.of(context).reason().contains("Commands are rejected"));
			assertThat(HealthOverHttp.of(context).status()).isEqualTo("DEGRADED");
		}
	}

	@Test
	void aServerThatWasNeverThereIsDownUntilItComes(CapturedOutput output) {
		this.server.kill();
		try (ConfigurableApplicationContext context = this.application.arguments("--redis-env.startup=background")
			.start()) {
			HealthOverHttp health = HealthOverHttp.settled(context);
			assertThat(health.code()).isEqualTo(503);
			assertThat(health.status()).isEqualTo("DOWN");
			assertThat(health.reason())
				.isEqualTo("Nothing listens at 127.0.0.1:%d. REDIS_URI must name the host and the port where Redis is."
					.formatted(this.server.port()));
			this.server.restart();
			assertThat(HealthOverHttp.settled(context).status()).isEqualTo("UP");
		}
		assertThat(output).doesNotContain("\tat ");
	}

	@Test
	void aServerThatAcceptsAndNeverAnswersIsDownInTime() {
		this.server.freeze();
		try (ConfigurableApplicationContext context = this.application.and("REDIS_CONNECT_TIMEOUT", "4s")
			.arguments("--redis-env.startup=background")
			.start()) {
			for (int i = 0; i < 3; i++) {
				HealthOverHttp health = HealthOverHttp.of(context);
				assertThat(health.code()).isEqualTo(503);
				assertThat(health.reason()).isEqualTo("Redis did not answer within 1 s.");
				assertThat(health.took()).isLessThan(QUICK);
				assertThat(probesUnderWay()).isEqualTo(1);
			}
			this.server.thaw();
			await().atMost(LIMIT).until(() -> HealthOverHttp.of(context).status().equals("UP"));
		}
	}

	@Test
	void theServerIsAskedForItsVersionOncePerLink() {
		try (ConfigurableApplicationContext context = this.application.start()) {
			long before = infos();
			HealthOverHttp.settled(context);
			IntStream.range(0, 3).forEach((i) -> HealthOverHttp.of(context));
			assertThat(infos()).isEqualTo(before + 1);
			this.server.command("CLIENT", "KILL", "TYPE", "normal");
			await().atMost(LIMIT).untilAsserted(() -> {
				HealthOverHttp.of(context);
				assertThat(infos()).isEqualTo(before + 2);
			});
			assertThat(HealthOverHttp.of(context).details().path("server").asString())
				.endsWith(" " + this.server.version());
		}
	}

	@Test
	void aSilentMasterOfAClusterIsNamed() {
		try (RedisCluster cluster = RedisCluster.start();
				ConfigurableApplicationContext context = TestApplication
					.with("REDIS_CLUSTER_DATABASE_URIS", cluster.uris().get(0))
					.arguments(HealthOverHttp.SHOWN)
					.web()
					.start()) {
			HealthOverHttp.settled(context);
			RedisServer silent = cluster.masterOf("key");
			silent.freeze();
			isDegraded(context, "2 of 3 masters answer: not 127.0.0.1:" + silent.port() + ".");
			silent.thaw();
			await().atMost(LIMIT).until(() -> HealthOverHttp.of(context).status().equals("UP"));
		}
	}

	private static void isDegraded(ConfigurableApplicationContext context, String reason) {
		HealthOverHttp health = HealthOverHttp.of(context);
		assertThat(health.code()).isEqualTo(200);
		assertThat(health.status()).isEqualTo("DEGRADED");
		assertThat(health.reason()).isEqualTo(reason);
		assertThat(health.took()).isLessThan(QUICK);
	}

	private static long probesUnderWay() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals("redis-health"))
			.count();
	}

	/**
	 * Counts the INFO commands but for those of the test itself.
	 */
	private long infos() {
		return this.server.command("INFO", "commandstats")
			.lines()
			.filter((line) -> line.startsWith("cmdstat_info:calls="))
			.mapToLong((line) -> Long.parseLong(line.replaceAll("[^=]*=(\\d+),.*", "$1")))
			.sum() - this.asked++;
	}

}
