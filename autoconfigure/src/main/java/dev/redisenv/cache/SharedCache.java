package dev.redisenv.cache;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import dev.redisenv.cache.CacheEvents.Operation;
import dev.redisenv.connection.RedisOutages.Reach;
import dev.redisenv.near.NearCache;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.cache.CacheStatistics;
import org.springframework.data.redis.cache.RedisCache;
import org.springframework.data.redis.cache.RedisCacheConfiguration;
import org.springframework.data.redis.cache.RedisCacheWriter;

/**
 * A cache in Redis whose failures end where its settings say, whose unreadable values are
 * misses, and whose cold keys are loaded once.
 */
final class SharedCache extends RedisCache {

	private final CacheGuard guard;

	private final LostEvictions lost;

	private final ColdLoads loads;

	private final CacheEvents events;

	private final Executor loadingThreads;

	/** Where copies of values are kept in memory. */
	private final @Nullable NearCache near;

	private final SharedReads reads;

	/** Those that the statistics no longer count. */
	private volatile long nearHitsBefore;

	SharedCache(String name, RedisCacheWriter writer, RedisCacheConfiguration configuration, CacheGuard guard,
			LostEvictions lost, ColdLoads loads, @Nullable NearCache near, CacheEvents events,
			Executor loadingThreads) {
		super(name, writer, configuration);
		this.near = near;
		this.lost = lost;
		this.guard = guard;
		this.loads = loads;
		this.events = events;
		this.loadingThreads = loadingThreads;
		this.reads = new SharedReads((key) -> writer.get(name, key));
	}

	@Override
	protected @Nullable Object lookup(Object key) {
		byte[] redisKey = redisKey(key);
		return (this.near != null) ? this.near.get(redisKey, () -> lookup(key, redisKey)) : lookup(key, redisKey);
	}

	private @Nullable Object lookup(Object key, byte[] redisKey) {
		// A read that prolongs the entry's life is more than a read.
		return this.guard.call(Operation.GET, redisKey, () -> getCacheConfiguration().isTimeToIdleEnabled()
				? super.lookup(key) : deserialized(this.reads.read(redisKey)), null);
	}

	private @Nullable Object deserialized(byte @Nullable [] value) {
		return (value != null) ? deserializeCacheValue(value) : null;
	}

	@Override
	protected @Nullable Object deserializeCacheValue(byte[] value) {
		try {
			return super.deserializeCacheValue(value);
		}
		catch (RuntimeException ex) {
			this.guard.unreadable(ex);
			return null;
		}
	}

	@Override
	@SuppressWarnings("unchecked")
	public <T> @Nullable T get(Object key, Callable<T> loader) {
		ValueWrapper found = get(key);
		if (found != null) {
			return (T) found.get();
		}
		byte[] redisKey = redisKey(key);
		return (T) this.loads.load(redisKey, this.guard.lease(redisKey), new Loading<>(key, loader));
	}

	@Override
	public void put(Object key, @Nullable Object value) {
		change(Operation.PUT, redisKey(key), () -> super.put(key, value));
	}

	@Override
	public @Nullable ValueWrapper putIfAbsent(Object key, @Nullable Object value) {
		return change(Operation.PUT, redisKey(key), () -> super.putIfAbsent(key, value), null);
	}

	@Override
	public void evict(Object key) {
		byte[] redisKey = redisKey(key);
		change(Operation.EVICT, redisKey, () -> {
			this.loads.revoke(redisKey);
			getCacheWriter().evict(getName(), redisKey);
		});
	}

	@Override
	public boolean evictIfPresent(Object key) {
		byte[] redisKey = redisKey(key);
		return change(Operation.EVICT, redisKey, () -> {
			this.loads.revoke(redisKey);
			return getCacheWriter().evictIfPresent(getName(), redisKey);
		}, false);
	}

	@Override
	public void clear(String keyPattern) {
		change(Operation.CLEAR, redisKey(keyPattern), () -> super.clear(keyPattern));
	}

	@Override
	public boolean invalidate() {
		return change(Operation.CLEAR, redisKey("*"), super::invalidate, false);
	}

	private void change(Operation operation, byte[] redisKey, Runnable write) {
		change(operation, redisKey, () -> {
			write.run();
			return true;
		}, false);
	}

	/**
	 * Writes. Whether that goes well or not, copies are not trusted any longer.
	 */
	private <T extends @Nullable Object> T change(Operation operation, byte[] redisKey, Supplier<T> write, T bypass) {
		NearCache near = this.near;
		if (near == null) {
			return this.guard.call(operation, redisKey, write, bypass);
		}
		byte @Nullable [] one = (operation != Operation.CLEAR) ? redisKey : null;
		try {
			return this.guard.call(operation, redisKey, () -> {
				T result = write.get();
				near.tell(one);
				return result;
			}, bypass);
		}
		finally {
			near.remove(one);
		}
	}

	@Override
	public CompletableFuture<ValueWrapper> retrieve(Object key) {
		byte[] redisKey = redisKey(key);
		return (this.near != null)
				? this.near.retrieve(redisKey, () -> retrieve(key, redisKey).thenApply(this::storeValue))
					.thenApply(this::toValueWrapper)
				: retrieve(key, redisKey);
	}

	private CompletableFuture<ValueWrapper> retrieve(Object key, byte[] redisKey) {
		return this.guard.callAsync(Operation.GET, redisKey, () -> super.retrieve(key));
	}

	private @Nullable Object storeValue(@Nullable ValueWrapper found) {
		return (found != null) ? toStoreValue(found.get()) : null;
	}

	/**
	 * A load may wait for another instance, so a cold key costs a thread.
	 */
	@Override
	@SuppressWarnings({ "unchecked", "NullAway" }) // null is a value like others
	public <T> CompletableFuture<T> retrieve(Object key, Supplier<CompletableFuture<T>> loader) {
		return retrieve(key).thenCompose((found) -> (found != null) ? CompletableFuture.completedFuture((T) found.get())
				: CompletableFuture.supplyAsync(() -> getWithPlainFailure(key, loader), this.loadingThreads));
	}

	@SuppressWarnings("NullAway") // null is a value like others
	private <T> T getWithPlainFailure(Object key, Supplier<CompletableFuture<T>> loader) {
		try {
			return get(key, () -> loader.get().join());
		}
		catch (ValueRetrievalException ex) {
			Throwable cause = ex.getCause();
			throw (cause instanceof CompletionException failure) ? failure : new CompletionException(cause);
		}
	}

	@Override
	public CacheStatistics getStatistics() {
		long copies = (this.near != null) ? this.near.hits() - this.nearHitsBefore : 0;
		return this.reads.addTo(super.getStatistics(), copies);
	}

	@Override
	public void clearStatistics() {
		super.clearStatistics();
		this.reads.clearStatistics();
		this.nearHitsBefore = (this.near != null) ? this.near.hits() : 0;
	}

	/**
	 * Removes what should have been removed during an outage.
	 * @return whether nothing is left
	 * @throws DataAccessException when that fails
	 */
	boolean catchUp(Reach reach) {
		this.lost.catchUp(getName(), getCacheWriter(), redisKey("*"), reach);
		return this.lost.isEmpty();
	}

	private byte[] redisKey(Object key) {
		return serializeCacheKey(createCacheKey(key));
	}

	/**
	 * An entry that is not in the cache.
	 *
	 * @param <T> type of its value
	 */
	private final class Loading<T> implements ColdLoads.Entry {

		private final Object key;

		private final Callable<T> loader;

		Loading(Object key, Callable<T> loader) {
			this.key = key;
			this.loader = loader;
		}

		@Override
		public @Nullable ValueWrapper find() {
			return get(this.key);
		}

		@Override
		public @Nullable Object load(boolean leased) {
			SharedCache.this.events.loaded(getName(), leased);
			return loadCacheValue(this.key, this.loader);
		}

		@Override
		public void store(@Nullable Object value) {
			put(this.key, value);
		}

		@Override
		public void waits() {
			SharedCache.this.events.waited(getName());
		}

		@Override
		public void leaseFailed() {
			SharedCache.this.events.failed(getName(), Operation.LEASE);
		}

		@Override
		public void noLease(DataAccessException failure) {
			SharedCache.this.guard.failed(Operation.LEASE, redisKey(this.key), failure);
		}

	}

}
