package dev.redisenv.benchmarks.near;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import dev.redisenv.test.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * How long after a write copies in memory are still read, and how much faster than Redis
 * they are.
 */
public final class Near {

	private static final PrintStream OUT = System.out;

	private static final String NEAR = "near";

	private static final String REMOTE = "remote";

	private static final int WRITES_PER_SECOND = 500;

	private static final int[] THREADS = { 1, 8, 64 };

	private Near() {
	}

	/**
	 * Measures, and prints tables.
	 * @param args the seconds of one measurement of freshness, 30 if there is none; then
	 * the number of rounds of speed, seven if there is none
	 * @throws InterruptedException when interrupted
	 */
	public static void main(String[] args) throws InterruptedException {
		Duration calm = Duration.ofSeconds((args.length > 0) ? Integer.parseInt(args[0]) : 30);
		int rounds = (args.length > 1) ? Integer.parseInt(args[1]) : 7;
		try (RedisServer server = RedisServer.start();
				ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
					.web(WebApplicationType.NONE)
					.run("--redis-uri=" + server.uri(), "--redis-env.caches.near.near=true",
							"--redis-env.caches.near.type=" + String.class.getName(),
							"--redis-env.caches.remote.type=" + String.class.getName())) {
			OUT.printf("Redis %s, Java %s, %d processors%n%n", server.version(), Runtime.version(),
					Runtime.getRuntime().availableProcessors());
			freshness(server, context, calm);
			speed(server, context, rounds);
		}
		System.exit(0);
	}

	private static void freshness(RedisServer server, ConfigurableApplicationContext context, Duration calm)
			throws InterruptedException {
		RedisClient client = RedisClient.create(server.uri().toString());
		try (StatefulRedisConnection<String, String> connection = client.connect()) {
			Freshness freshness = new Freshness(
					(key, value) -> connection.sync().set(NEAR + "::" + key, "\"" + value + "\""),
					(key) -> cache(context, NEAR).get(key, String.class));
			// Until this code is compiled
			freshness.measure(Duration.ofSeconds(5), WRITES_PER_SECOND);
			long asked = asked(server);
			Freshness.Result result = freshness.measure(calm, WRITES_PER_SECOND);
			OUT.printf("%,d writes by another client, %d a second; %,d reads, %.2f %% of them from memory%n%n",
					result.lags().length, WRITES_PER_SECOND, result.reads(),
					100 - 100.0 * (asked(server) - asked) / result.reads());
			OUT.println("| | p50 | p99 | p99.9 | longest |\n|---|---|---|---|---|");
			OUT.printf("| an old value was read after its write was answered, for | %s | %s | %s | %s |%n%n",
					millis(result.lag(0.5)), millis(result.lag(0.99)), millis(result.lag(0.999)),
					millis(result.lag(1)));
			OUT.printf("Old values were %.4f %% of all reads.%n%n", 100.0 * result.oldReads() / result.reads());
		}
		finally {
			client.shutdown();
		}
	}

	private static void speed(RedisServer server, ConfigurableApplicationContext context, int rounds)
			throws InterruptedException {
		Cache near = cache(context, NEAR);
		Cache remote = cache(context, REMOTE);
		Speed.fill(near);
		Speed.fill(remote);
		OUT.println("| threads | hit in memory | hit in Redis | ratio | one call in memory | one call in Redis |");
		OUT.println("|---|---|---|---|---|---|");
		for (int threads : THREADS) {
			long asked = asked(server);
			Speed speed = Speed.measure(near, remote, threads, rounds);
			if (asked(server) - asked - speed.remoteCalls() > 0.01 * speed.nearCalls()) {
				throw new IllegalStateException("Not the speed of memory: Redis was asked");
			}
			OUT.printf("| %d | %,.0f/s | %,.0f/s | %,.0f (%,.0f to %,.0f) | %.2f µs | %.2f µs |%n", threads,
					speed.near(), speed.remote(), speed.ratio(0.5), speed.ratio(0), speed.ratio(1),
					micros(threads / speed.near()), micros(threads / speed.remote()));
		}
	}

	/**
	 * Returns how often the server was asked for a value.
	 */
	private static long asked(RedisServer server) {
		return server.command("INFO", "commandstats")
			.lines()
			.filter((line) -> line.startsWith("cmdstat_get:"))
			.mapToLong((line) -> Long.parseLong(line.replaceAll(".*calls=(\\d+),.*", "$1")))
			.sum();
	}

	private static Cache cache(ConfigurableApplicationContext context, String name) {
		return Objects.requireNonNull(context.getBean(CacheManager.class).getCache(name));
	}

	private static String millis(long nanos) {
		return "%.2f ms".formatted(nanos / (double) TimeUnit.MILLISECONDS.toNanos(1));
	}

	private static double micros(double seconds) {
		return seconds * TimeUnit.SECONDS.toMicros(1);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableCaching
	static class Application {

	}

}
