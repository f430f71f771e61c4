package dev.redisenv.cache;

import java.time.Duration;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

import dev.redisenv.near.NearCache;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.cache.metrics.CacheMetricsRegistrar;
import org.springframework.cache.Cache;

/**
 * Counts in meters. Caches that the application did not declare get the meters that
 * Spring Boot gives to declared ones.
 */
final class MeteredCacheEvents implements CacheEvents {

	private final ObjectProvider<MeterRegistry> registry;

	private final ObjectProvider<CacheMetricsRegistrar> registrar;

	MeteredCacheEvents(ObjectProvider<MeterRegistry> registry, ObjectProvider<CacheMetricsRegistrar> registrar) {
		this.registry = registry;
		this.registrar = registrar;
	}

	@Override
	public void created(Cache cache) {
		this.registrar
			.ifAvailable((metrics) -> metrics.bindCacheToRegistry(cache, Tag.of("cache.manager", "cacheManager")));
	}

	@Override
	public void near(String cache, NearCache near) {
		@Nullable MeterRegistry meters = this.registry.getIfAvailable();
		if (meters != null) {
			nearCounter("hits", near, NearCache::hits).tag("cache", cache).register(meters);
			nearCounter("misses", near, NearCache::misses).tag("cache", cache).register(meters);
			nearCounter("invalidations", near, NearCache::invalidations).tag("cache", cache).register(meters);
			nearCounter("clears", near, NearCache::clears).tag("cache", cache).register(meters);
			Gauge.builder("redis.env.cache.near.staleness", near, MeteredCacheEvents::seconds)
				.description("How old copies may be; nothing where they are not used")
				.baseUnit("seconds")
				.tag("cache", cache)
				.register(meters);
		}
	}

	private static FunctionCounter.Builder<NearCache> nearCounter(String name, NearCache near,
			ToDoubleFunction<NearCache> count) {
		return FunctionCounter.builder("redis.env.cache.near." + name, near, count);
	}

	private static double seconds(NearCache near) {
		Duration staleness = near.staleness();
		return (staleness != null) ? staleness.toNanos() / 1e9 : Double.NaN;
	}

	@Override
	public void failed(String cache, Operation operation) {
		count("redis.env.cache.errors", cache, "operation", operation.name().toLowerCase(Locale.ROOT));
	}

	@Override
	public void unreadable(String cache) {
		count("redis.env.cache.unreadable", cache);
	}

	@Override
	public void loaded(String cache, boolean leased) {
		count("redis.env.cache.loads", cache, "lease", leased ? "held" : "none");
	}

	@Override
	public void waited(String cache) {
		count("redis.env.cache.waits", cache);
	}

	private void count(String name, String cache, String... tags) {
		@Nullable MeterRegistry meters = this.registry.getIfAvailable();
		if (meters != null) {
			meters.counter(name, Tags.of("cache", cache).and(tags)).increment();
		}
	}

}
