package dev.redisenv.cache.near;

import java.time.Duration;
import java.util.Objects;
import java.util.stream.StreamSupport;

import dev.redisenv.TestApplication;
import dev.redisenv.test.RedisServer;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application with a near cache of texts.
 */
final class NearApplication implements AutoCloseable {

	private static final String PREFIX = "chat";

	private static final String CACHE = "articles";

	private static final String LINK = "redis-env-near";

	private final ConfigurableApplicationContext context;

	private final Cache cache;

	private NearApplication(ConfigurableApplicationContext context) {
		this.context = context;
		this.cache = Objects.requireNonNull(context.getBean(CacheManager.class).getCache(CACHE));
	}

	/**
	 * Starts an application whose server may push, unless that says otherwise.
	 */
	static NearApplication start(TestApplication application, Duration bound) {
		String settings = "--redis-env.caches." + CACHE;
		return new NearApplication(application.and("REDIS_KEY_PREFIX", PREFIX)
			.arguments(settings + ".near=true", settings + ".staleness=" + bound.toMillis() + "ms",
					settings + ".type=" + String.class.getName())
			.configuration(Caching.class)
			.start());
	}

	/**
	 * Returns what a key of the cache is called in Redis.
	 */
	static String redisKey(String key) {
		return PREFIX + "::" + CACHE + "::" + key;
	}

	/**
	 * Returns how a value of the cache is written in Redis.
	 */
	static String json(String value) {
		return "\"" + value + "\"";
	}

	/**
	 * Ends the link on which a server tells of changes.
	 */
	static void killLink(RedisServer server) {
		String id = server.command("CLIENT", "LIST")
			.lines()
			.filter((line) -> line.contains("name=" + LINK))
			.map((line) -> line.replaceAll("^id=(\\d+) .*", "$1"))
			.findFirst()
			.orElseThrow();
		assertThat(server.command("CLIENT", "KILL", "ID", id)).isEqualTo("1");
	}

	@Nullable String get(String key) {
		return this.cache.get(key, String.class);
	}

	void put(String key, String value) {
		this.cache.put(key, value);
	}

	void evict(String key) {
		this.cache.evict(key);
	}

	/**
	 * Returns what a meter of the near cache says; zero if it has nothing to say yet.
	 */
	double meter(String name) {
		return this.context.getBean(MeterRegistry.class)
			.find("redis.env.cache.near." + name)
			.tag("cache", CACHE)
			.meters()
			.stream()
			.flatMap((meter) -> StreamSupport.stream(meter.measure().spliterator(), false))
			.mapToDouble(Measurement::getValue)
			.sum();
	}

	double hits() {
		return meter("hits");
	}

	@Override
	public void close() {
		this.context.close();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching
	static class Caching {

	}

}
