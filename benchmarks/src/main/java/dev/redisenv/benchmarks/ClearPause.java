package dev.redisenv.benchmarks;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import dev.redisenv.test.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.cache.RedisCacheManager;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * How long others wait while a cache is cleared.
 */
public final class ClearPause {

	private static final PrintStream OUT = System.out;

	private static final int FOREIGN = 1_000_000;

	private static final int ENTRIES = 100_000;

	private static final int CHUNK = 10_000;

	private static final String FILL = "for i = ARGV[1], ARGV[2] do redis.call('SET', KEYS[1] .. i, string.rep('x', 100)) end";

	private ClearPause() {
	}

	/**
	 * Measures, and prints a table.
	 * @param args none
	 * @throws InterruptedException when interrupted
	 */
	public static void main(String[] args) throws InterruptedException {
		try (RedisServer server = RedisServer.start();
				ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
					.web(WebApplicationType.NONE)
					.run("--redis-uri=" + server.uri())) {
			fill(server, "foreign:", FOREIGN);
			OUT.printf("Redis %s, %,d entries among %,d other keys%n%n", server.version(), ENTRIES, FOREIGN);
			OUT.println("| | clear | longest PING | longest command |\n|---|---|---|---|");
			RedisCacheManager springBoot = RedisCacheManager.create(context.getBean(RedisConnectionFactory.class));
			springBoot.afterPropertiesSet();
			measure("redis-env", server, context.getBean(CacheManager.class));
			measure("Spring Boot", server, springBoot);
		}
	}

	private static void fill(RedisServer server, String prefix, int count) {
		for (int i = 0; i < count; i += CHUNK) {
			server.command("EVAL", FILL, "1", prefix, String.valueOf(i), String.valueOf(i + CHUNK - 1));
		}
	}

	private static void measure(String name, RedisServer server, CacheManager caches) throws InterruptedException {
		fill(server, "articles::", ENTRIES);
		server.command("CONFIG", "SET", "slowlog-log-slower-than", "0");
		server.command("CONFIG", "SET", "slowlog-max-len", "100000");
		server.command("SLOWLOG", "RESET");
		AtomicLong longestPing = new AtomicLong();
		AtomicBoolean clearing = new AtomicBoolean(true);
		CountDownLatch pinging = new CountDownLatch(1);
		Thread pings = new Thread(() -> ping(server, clearing, pinging, longestPing));
		pings.start();
		pinging.await();
		long start = System.nanoTime();
		Objects.requireNonNull(caches.getCache("articles")).invalidate();
		Duration took = Duration.ofNanos(System.nanoTime() - start);
		clearing.set(false);
		pings.join();
		OUT.printf("| %s | %,d ms | %.1f ms | %.1f ms |%n", name, took.toMillis(), longestPing.get() / 1_000_000.0,
				longestCommand(server) / 1000.0);
	}

	private static void ping(RedisServer server, AtomicBoolean clearing, CountDownLatch pinging,
			AtomicLong longestPing) {
		RedisClient client = RedisClient.create(server.uri().toString());
		try (StatefulRedisConnection<String, String> connection = client.connect()) {
			for (int i = 0; i < 10_000; i++) {
				connection.sync().ping(); // until this code is compiled
			}
			pinging.countDown();
			while (clearing.get()) {
				long start = System.nanoTime();
				connection.sync().ping();
				longestPing.accumulateAndGet(System.nanoTime() - start, Math::max);
			}
		}
		finally {
			client.shutdown();
		}
	}

	/**
	 * Asks the server for its longest command, in microseconds.
	 */
	private static long longestCommand(RedisServer server) {
		String longest = "local max = 0 for _, entry in ipairs(redis.call('SLOWLOG', 'GET', 100000)) do "
				+ "if entry[4][1] ~= 'PING' and entry[3] > max then max = entry[3] end end return max";
		return Long.parseLong(server.command("EVAL", longest, "0"));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableCaching
	static class Application {

	}

}
