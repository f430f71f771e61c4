package dev.redisenv.cache;

import java.util.concurrent.CompletableFuture;

import com.github.benmanes.caffeine.cache.AsyncCache;
import org.jspecify.annotations.Nullable;

import org.springframework.cache.Cache;
import org.springframework.cache.caffeine.CaffeineCache;
import org.springframework.cache.caffeine.CaffeineCacheManager;

/**
 * Caches of futures that are read as fast as those of values: Caffeine's own view of
 * their values asks each future several times.
 */
final class FutureCacheManager extends CaffeineCacheManager {

	@Override
	protected Cache adaptCaffeineCache(String name, AsyncCache<Object, Object> cache) {
		return new FutureCache(name, cache, isAllowNullValues());
	}

	private static final class FutureCache extends CaffeineCache {

		private final AsyncCache<Object, Object> futures;

		FutureCache(String name, AsyncCache<Object, Object> futures, boolean allowNullValues) {
			super(name, futures, allowNullValues);
			this.futures = futures;
		}

		/**
		 * Returns what is there: what is still being loaded is not, and what could not be
		 * loaded goes away by itself.
		 */
		@Override
		@SuppressWarnings("NullAway") // nothing may stand for nothing
		protected @Nullable Object lookup(Object key) {
			CompletableFuture<Object> future = this.futures.getIfPresent(key);
			return (future != null && !future.isCompletedExceptionally()) ? future.getNow(null) : null;
		}

	}

}
