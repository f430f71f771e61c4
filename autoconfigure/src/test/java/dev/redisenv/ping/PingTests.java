package dev.redisenv.ping;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.redisenv.TestApplication;
import dev.redisenv.status.FeatureStatus;
import dev.redisenv.test.RedisCluster;
import dev.redisenv.test.RedisServer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.DOUBLE;
import static org.assertj.core.api.InstanceOfAssertFactories.MAP;
import static org.awaitility.Awaitility.await;

/**
 * What the keep-alive does to real servers.
 */
@ExtendWith(OutputCaptureExtension.class)
class PingTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private static final Pattern PINGS = Pattern.compile("cmdstat_ping:calls=(\\d+)");

	private static final String MAIN = "redisConnectionFactory";

	private static final String SECOND = "webSocketRedisConnectionFactory";

	@Test
	void bothConnectionsArePinged() {
		try (RedisServer main = RedisServer.start();
				RedisServer second = RedisServer.start();
				ConfigurableApplicationContext context = pinging(main).and("WEBSOCKET_REDIS_URL", second.uri())
					.start()) {
			awaitMorePings(main);
			awaitMorePings(second);
			await().atMost(LIMIT)
				.untilAsserted(() -> assertThat(status(context).report().details().get("connections")).asInstanceOf(MAP)
					.containsOnlyKeys(MAIN, SECOND)
					.extractingByKey(MAIN, as(MAP))
					.containsEntry("failures", 0L)
					.extractingByKey("lastLatencyMs", as(DOUBLE))
					.isBetween(0.0, 1000.0));
			assertThat(status(context).report().details()).containsEntry("intervalMs", 100L);
			assertThat(status(context).report().well()).isTrue();
		}
	}

	@Test
	void everyNodeOfAClusterIsPinged() {
		try (RedisCluster cluster = RedisCluster.start();
				ConfigurableApplicationContext context = pinging(cluster.nodes().get(0)).and("USE_REDIS_CLUSTER", true)
					.start()) {
			cluster.nodes().forEach(PingTests::awaitMorePings);
			assertThat(status(context).report().well()).isTrue();
		}
	}

	@Test
	void aDeadNodeIsNamed() {
		try (RedisCluster cluster = RedisCluster.start();
				ConfigurableApplicationContext context = pinging(cluster.nodes().get(0)).and("USE_REDIS_CLUSTER", true)
					.start()) {
			RedisServer node = cluster.nodes().get(1);
			awaitMorePings(node);
			node.kill();
			await().atMost(LIMIT)
				.untilAsserted(() -> assertThat(status(context).report().trouble())
					.contains("The last PING failed on", MAIN, ":" + node.port())
					.doesNotContain(":" + cluster.nodes().get(0).port()));
			awaitMorePings(cluster.nodes().get(0));
		}
	}

	@Test
	void withoutAnIntervalThereIsNoThread() {
		try (RedisServer server = RedisServer.start();
				ConfigurableApplicationContext context = TestApplication.with("REDIS_URI", server.uri()).start()) {
			context.getBean(StringRedisTemplate.class).hasKey("key");
			assertThat(context.getBean(PingScheduler.class).isRunning()).isFalse();
			assertThat(threads()).isEmpty();
			assertThat(context.getBeanProvider(FeatureStatus.class)).isEmpty();
		}
	}

	@Test
	void threadsKeepNoProcessAliveAndEndWithTheApplication() {
		try (RedisServer server = RedisServer.start()) {
			try (ConfigurableApplicationContext context = pinging(server).start()) {
				awaitMorePings(server);
				assertThat(context.getBean(PingScheduler.class).isRunning()).isTrue();
				assertThat(threads()).isNotEmpty().containsOnly(true);
			}
			await().atMost(LIMIT).untilAsserted(() -> assertThat(threads()).isEmpty());
		}
	}

	@Test
	void nothingWaitsForAServerAtTheStart() {
		try (RedisServer server = RedisServer.start()) {
			server.kill();
			try (ConfigurableApplicationContext context = pinging(server).start()) {
				await().atMost(LIMIT).until(() -> !status(context).report().well());
				server.restart();
				await().atMost(LIMIT).until(() -> status(context).report().well());
				awaitMorePings(server);
			}
		}
	}

	@Test
	void goesOnAfterTheServerWasStartedAgain() {
		try (RedisServer server = RedisServer.start();
				ConfigurableApplicationContext context = pinging(server).start()) {
			awaitMorePings(server);
			server.kill();
			await().atMost(LIMIT)
				.untilAsserted(() -> assertThat(status(context).report().trouble()).contains(MAIN, "the link is down"));
			server.restart();
			awaitMorePings(server);
			await().atMost(LIMIT).until(() -> status(context).report().well());
		}
	}

	@Test
	void whileALinkIsDownNoPingsGather() {
		try (RedisServer server = RedisServer.start();
				ConfigurableApplicationContext context = pinging(server).and("REDIS_PING_INTERVAL", "10ms").start()) {
			awaitMorePings(server);
			server.kill();
			Timer failures = timer(context, MAIN, "failure");
			await().atMost(LIMIT).until(() -> failures.count() > 50);
			server.restart();
			awaitMorePings(server);
			assertThat(pings(server)).isLessThan(50);
		}
	}

	@Test
	void theLinkToAFrozenServerIsClosedAndOpenedAgain(CapturedOutput output) {
		try (RedisServer server = RedisServer.start();
				ConfigurableApplicationContext context = pinging(server).and("REDIS_PING_TIMEOUT", 300)
					.and("REDIS_CONNECT_TIMEOUT", 500)
					.start()) {
			StringRedisTemplate template = context.getBean(StringRedisTemplate.class);
			awaitMorePings(server);
			String before = link(server);
			server.freeze();
			CompletableFuture<Boolean> pending = CompletableFuture.supplyAsync(() -> template.hasKey("key"));
			await().atMost(LIMIT).until(() -> closedLinks(context, MAIN) > 0);
			assertThat(output).contains("No answer to a PING on " + MAIN + " within 300 ms");
			assertThat(status(context).report().well()).isFalse();
			server.thaw();
			assertThat(pending).succeedsWithin(LIMIT);
			await().atMost(LIMIT).until(() -> status(context).report().well());
			assertThat(link(server)).isNotEqualTo(before);
		}
	}

	@Test
	void aReadOnADeadLinkIsAnsweredByTheNextOne() throws IOException {
		try (RedisServer server = RedisServer.start();
				Relay relay = new Relay(server.port());
				ConfigurableApplicationContext context = TestApplication
					.with("REDIS_URI", "redis://127.0.0.1:" + relay.port())
					.and("REDIS_PING_INTERVAL", "100ms")
					.and("REDIS_PING_TIMEOUT", 300)
					.and("REDIS_SOCKET_TIMEOUT", 60)
					.start()) {
			StringRedisTemplate template = context.getBean(StringRedisTemplate.class);
			server.command("SET", "key", "value");
			awaitMorePings(server);
			relay.killSilently();
			CompletableFuture<@Nullable String> read = CompletableFuture
				.supplyAsync(() -> template.opsForValue().get("key"));
			assertThat(read).succeedsWithin(LIMIT).isEqualTo("value");
			assertThat(closedLinks(context, MAIN)).isEqualTo(1);
		}
	}

	@Test
	void anAnswerMayTakeLongerThanACommand() {
		try (RedisServer server = RedisServer.start();
				ConfigurableApplicationContext context = pinging(server).and("REDIS_PING_TIMEOUT", "60s")
					.and("REDIS_SOCKET_TIMEOUT", "100ms")
					.start()) {
			awaitMorePings(server);
			String before = link(server);
			StringRedisTemplate template = context.getBean(StringRedisTemplate.class);
			server.freeze();
			assertThat(CompletableFuture.supplyAsync(() -> template.hasKey("key"))).failsWithin(LIMIT);
			server.thaw();
			awaitMorePings(server);
			assertThat(link(server)).isEqualTo(before);
			assertThat(closedLinks(context, MAIN)).isZero();
		}
	}

	@Test
	void aFrozenServerDelaysNoOther() {
		try (RedisServer main = RedisServer.start();
				RedisServer second = RedisServer.start();
				ConfigurableApplicationContext context = pinging(main).and("WEBSOCKET_REDIS_URL", second.uri())
					.and("REDIS_PING_TIMEOUT", "60s")
					.start()) {
			Supplier<Long> answered = () -> timer(context, MAIN, "success").count();
			awaitMorePings(second);
			second.freeze();
			long before = answered.get();
			await().atMost(Duration.ofSeconds(5)).until(() -> answered.get() > before + 10);
			second.thaw();
			awaitMorePings(second);
		}
	}

	@Test
	void aFrozenNodeDelaysNoOther() {
		try (RedisCluster cluster = RedisCluster.start();
				ConfigurableApplicationContext context = pinging(cluster.nodes().get(0)).and("USE_REDIS_CLUSTER", true)
					.and("REDIS_PING_TIMEOUT", "60s")
					.start()) {
			assertThat(context.isRunning()).isTrue();
			cluster.nodes().forEach(PingTests::awaitMorePings);
			cluster.nodes().get(1).freeze();
			awaitMorePings(cluster.nodes().get(2));
			awaitMorePings(cluster.nodes().get(0));
			cluster.nodes().get(1).thaw();
		}
	}

	private static TestApplication pinging(RedisServer server) {
		return TestApplication.with("REDIS_URI", server.uri())
			.and("REDIS_PING_INTERVAL", "100ms")
			.and("REDIS_RETRY_MAX_DELAY", 100);
	}

	private static FeatureStatus status(ConfigurableApplicationContext context) {
		return context.getBeansOfType(FeatureStatus.class)
			.values()
			.stream()
			.filter((status) -> status.feature().equals("ping"))
			.findFirst()
			.orElseThrow();
	}

	private static Timer timer(ConfigurableApplicationContext context, String connection, String outcome) {
		return context.getBean(MeterRegistry.class)
			.timer("redis.env.ping", "connection", connection, "outcome", outcome);
	}

	private static double closedLinks(ConfigurableApplicationContext context, String connection) {
		Counter counter = context.getBean(MeterRegistry.class)
			.find("redis.env.ping.links.closed")
			.tag("connection", connection)
			.counter();
		return (counter != null) ? counter.count() : 0;
	}

	private static void awaitMorePings(RedisServer server) {
		int before = pings(server);
		await().atMost(LIMIT).until(() -> pings(server) > before + 2);
	}

	private static int pings(RedisServer server) {
		Matcher pings = PINGS.matcher(server.command("INFO", "commandstats"));
		return pings.find() ? Integer.parseInt(pings.group(1)) : 0;
	}

	/**
	 * Returns the id that the server gave the application's link.
	 */
	private static String link(RedisServer server) {
		return server.command("CLIENT", "LIST")
			.lines()
			.filter((client) -> client.contains("name=" + TestApplication.CLIENT_NAME))
			.map((client) -> client.split(" ", 2)[0])
			.findFirst()
			.orElse("none");
	}

	/**
	 * Returns for each thread of the keep-alive whether it is a daemon.
	 */
	private static List<Boolean> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith(PingScheduler.THREAD_NAME_PREFIX))
			.map(Thread::isDaemon)
			.toList();
	}

}
