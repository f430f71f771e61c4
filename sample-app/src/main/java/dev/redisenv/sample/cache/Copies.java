package dev.redisenv.sample.cache;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

/**
 * What the copies of a cache in the memory of this instance have done.
 *
 * @param hits reads that found one
 * @param misses reads that had to ask Redis
 * @param invalidations copies that were removed since their value changed
 * @param clears how often all were removed
 * @param stalenessMs how old they may be; {@code null} while they are not used
 */
record Copies(long hits, long misses, long invalidations, long clears, @Nullable Long stalenessMs) {

	/**
	 * Returns what the meters tell of a cache.
	 * @return {@code null} where there are no copies
	 */
	static @Nullable Copies of(String cache, MeterRegistry meters) {
		if (counter("hits", cache, meters) == null) {
			return null;
		}
		return new Copies(count("hits", cache, meters), count("misses", cache, meters),
				count("invalidations", cache, meters), count("clears", cache, meters), stalenessMs(cache, meters));
	}

	private static long count(String what, String cache, MeterRegistry meters) {
		FunctionCounter counter = counter(what, cache, meters);
		return (counter != null) ? (long) counter.count() : 0;
	}

	private static @Nullable Long stalenessMs(String cache, MeterRegistry meters) {
		Gauge staleness = meters.find("redis.env.cache.near.staleness").tag("cache", cache).gauge();
		double seconds = (staleness != null) ? staleness.value() : Double.NaN;
		return Double.isNaN(seconds) ? null : Math.round(seconds * 1000);
	}

	private static @Nullable FunctionCounter counter(String what, String cache, MeterRegistry meters) {
		return meters.find("redis.env.cache.near." + what).tag("cache", cache).functionCounter();
	}

}
