package dev.redisenv.sample.cache;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import org.springframework.cache.annotation.Cacheable;
import org.springframework.stereotype.Component;

/**
 * A source worth a cache: it is slow, and counts how often it was asked.
 */
@Component
class Archive {

	private static final Duration SEARCH = Duration.ofMillis(400);

	private final AtomicLong loads = new AtomicLong();

	/**
	 * Returns what the cache has for the key, or loads it.
	 * @param cache name of an existing cache
	 * @param key any key
	 * @return a text that names the time of its loading
	 */
	@Cacheable(cacheResolver = "namedCacheResolver", key = "#key")
	public String find(String cache, String key) {
		LockSupport.parkNanos(SEARCH.toNanos());
		this.loads.incrementAndGet();
		return "%s, loaded at %s".formatted(key, Instant.now().truncatedTo(ChronoUnit.MILLIS));
	}

	/**
	 * Returns how often this instance loaded a value, of any cache.
	 * @return a number of loads
	 */
	public long loads() {
		return this.loads.get();
	}

}
