package dev.redisenv.sample.cache;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.locks.LockSupport;

import dev.redisenv.sample.instance.Instance;

import org.springframework.cache.annotation.Cacheable;
import org.springframework.stereotype.Component;

/**
 * A source worth a cache, because it is slow.
 */
@Component
class Archive {

	private static final Duration SEARCH = Duration.ofMillis(400);

	private final Instance instance;

	Archive(Instance instance) {
		this.instance = instance;
	}

	/**
	 * Returns what the cache has for the key, or loads it.
	 * @param cache name of an existing cache
	 * @param key any key
	 * @param loading told where the value has to be loaded
	 * @return a text that names the instance and the time of its loading
	 */
	@Cacheable(cacheResolver = "namedCacheResolver", key = "#key", sync = true)
	public String find(String cache, String key, Runnable loading) {
		loading.run();
		LockSupport.parkNanos(SEARCH.toNanos());
		return "%s, loaded by %s at %s".formatted(key, this.instance.name(),
				Instant.now().truncatedTo(ChronoUnit.MILLIS));
	}

}
