package dev.redisenv.startup;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import dev.redisenv.TestApplication;
import dev.redisenv.test.Certificates;
import dev.redisenv.test.RedisCluster;
import dev.redisenv.test.RedisSentinels;
import dev.redisenv.test.RedisServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * Whether an application starts with Redis away.
 */
@ExtendWith(OutputCaptureExtension.class)
class StartupTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private final RedisServer server = RedisServer.start();

	@AfterEach
	void close() {
		this.server.close();
	}

	@Test
	void anApplicationWithSessionsInRedisDoesNotStartWithoutAndSaysWhy(CapturedOutput output) {
		this.server.kill();
		TestApplication application = TestApplication
			.with("REDIS_URI", "redis://alice:s3cr3t@127.0.0.1:" + this.server.port())
			.web();
		assertFails(application);
		assertThat(output).contains("""
				Description:

				Redis does not answer: Nothing listens at 127.0.0.1:%d.

				The start needs Redis, since sessions are kept in Redis.


				Action:

				REDIS_URI must name the host and the port where Redis is.
				""".formatted(this.server.port()))
			.contains("redis-env.startup=wait ", "redis-env.startup=background ")
			.containsOnlyOnce("APPLICATION FAILED TO START")
			.doesNotContain("s3cr3t", "\tat ", "Tomcat started");
	}

	@Test
	void anApplicationThatAsksForRedisDoesNotStartWithout(CapturedOutput output) {
		this.server.kill();
		assertFails(application().and("USE_REDIS", true));
		assertThat(output).contains("The start needs Redis, since USE_REDIS is true.");
	}

	@Test
	void anApplicationThatDoesNotAskStartsWithout() {
		this.server.kill();
		application().start().close();
	}

	@Test
	void anApplicationWithoutVariablesStartsAsEver() {
		this.server.kill();
		TestApplication.with("HARMLESS", "value")
			.arguments("--spring.data.redis.port=" + this.server.port())
			.web()
			.start()
			.close();
	}

	@Test
	void aConnectionBeanIsAskedWhereTheApplicationWantsThat(CapturedOutput output) {
		this.server.kill();
		assertFails(TestApplication.with("HARMLESS", "value")
			.bean(RedisConnectionFactory.class, () -> new LettuceConnectionFactory("127.0.0.1", this.server.port()))
			.arguments("--redis-env.startup=require"));
		assertThat(output).contains("Nothing listens at 127.0.0.1:" + this.server.port())
			.contains("since redis-env.startup is require");
	}

	@Test
	void redisIsAskedWhileBeansAreMade() {
		SmartInitializingSingleton last = () -> await().atMost(LIMIT)
			.until(() -> this.server.command("CLIENT", "LIST").contains("cmd=ping"));
		application().and("USE_REDIS", true).bean(SmartInitializingSingleton.class, () -> last).start().close();
	}

	@Test
	void aServerThatNeverAnswersFailsTheStartInTime(CapturedOutput output) {
		this.server.freeze();
		long start = System.nanoTime();
		assertFails(application().and("USE_REDIS", true).and("REDIS_CONNECT_TIMEOUT", "1s"));
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
		assertThat(output).contains("There was no answer within 2000 ms.");
	}

	@Test
	void whatNoFailureSaysIsExamined(CapturedOutput output) {
		try (Certificates certificates = Certificates.create();
				RedisServer encrypted = RedisServer.builder().tls(certificates).start()) {
			assertFails(
					TestApplication.with("REDIS_URI", "redis://127.0.0.1:" + encrypted.port()).and("USE_REDIS", true));
			assertThat(output).contains("127.0.0.1:%d speaks TLS on this port".formatted(encrypted.port()))
				.contains("rediss://");
		}
	}

	@Test
	void aUserWhoMayNotPingHasAnAnswer() {
		try (RedisServer strict = RedisServer.builder().user("alice", "s3cr3t", "~*", "+@read", "+@write").start()) {
			TestApplication.with("REDIS_URI", "redis://alice:s3cr3t@127.0.0.1:" + strict.port())
				.and("USE_REDIS", true)
				.start()
				.close();
		}
	}

	@Test
	void aWebSocketConnectionOfItsOwnIsAskedToo(CapturedOutput output) {
		try (RedisServer second = RedisServer.start()) {
			second.kill();
			assertFails(application().and("USE_REDIS", true).and("WEBSOCKET_REDIS_URL", second.uri()));
			assertThat(output).contains("Redis does not answer: Nothing listens at 127.0.0.1:" + second.port())
				.contains("WEBSOCKET_REDIS_URL must name the host and the port where Redis is.");
		}
	}

	@Test
	void oneSeedOfAClusterIsEnough(CapturedOutput output) {
		try (RedisCluster cluster = RedisCluster.start()) {
			this.server.kill();
			TestApplication.with("REDIS_URI", this.server.uri() + "," + cluster.uris().get(0))
				.and("USE_REDIS", true)
				.start()
				.close();
		}
		assertFails(TestApplication
			.with("REDIS_CLUSTER_DATABASE_URIS", "redis://alice:s3cr3t@127.0.0.1:" + this.server.port())
			.and("USE_REDIS", true));
		assertThat(output).contains("Nothing listens at 127.0.0.1:" + this.server.port()).doesNotContain("s3cr3t");
	}

	@Test
	void theMasterBehindSentinelsHasToAnswer(CapturedOutput output) {
		try (RedisSentinels sentinels = RedisSentinels.start()) {
			TestApplication.with("REDIS_URI", "redis://" + sentinels.masterName())
				.and("REDIS_SENTINEL_HOSTS", sentinels.hosts())
				.and("USE_REDIS", true)
				.start()
				.close();
			sentinels.master().freeze();
			assertFails(TestApplication.with("REDIS_URI", "redis://" + sentinels.masterName())
				.and("REDIS_SENTINEL_HOSTS", sentinels.hosts())
				.and("REDIS_CONNECT_TIMEOUT", "1s")
				.and("USE_REDIS", true));
		}
		assertThat(output).contains("Redis does not answer at the master of the Sentinels 127.0.0.1:");
	}

	@Test
	void aStartThatWaitsGoesOnWhenRedisComes(CapturedOutput output) {
		this.server.kill();
		CompletableFuture<Void> restart = CompletableFuture.runAsync(() -> {
			await().atMost(LIMIT).until(() -> output.getAll().contains("The start waits for up to 60 s."));
			this.server.restart();
		});
		try (ConfigurableApplicationContext context = application().arguments("--redis-env.startup=wait").start()) {
			assertThat(restart).succeedsWithin(LIMIT);
			context.getBean(StringRedisTemplate.class).opsForValue().set("key", "value");
		}
		assertThat(output).containsOnlyOnce("The start waits").containsOnlyOnce("Redis answers, and the start goes on");
	}

	@Test
	void aStartThatWaitsInVainFails(CapturedOutput output) {
		this.server.kill();
		assertFails(application().arguments("--redis-env.startup=wait", "--redis-env.startup-timeout=1s"));
		assertThat(output).contains("Nothing listens at 127.0.0.1:" + this.server.port())
			.contains("since redis-env.startup is wait");
	}

	private static void assertFails(TestApplication application) {
		assertThatThrownBy(() -> application.start().close()).hasStackTraceContaining("Redis does not answer");
	}

	private TestApplication application() {
		return TestApplication.with("REDIS_URI", this.server.uri());
	}

}
