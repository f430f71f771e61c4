package dev.redisenv.cache;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import dev.redisenv.cache.CacheEvents.Operation;
import dev.redisenv.cache.CacheSettings.Namespace;
import dev.redisenv.cache.CacheSettings.OnError;
import dev.redisenv.connection.RedisOutages;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.serializer.SerializationException;

/**
 * Stands between one cache and Redis, and does with failures what the cache's settings
 * say. A cache that is bypassed sends nothing to a server that does not answer.
 */
final class CacheGuard {

	private static final Log log = LogFactory.getLog(CacheGuard.class);

	private final String cache;

	private final Namespace settings;

	private final RedisOutages outages;

	private final CacheEvents events;

	private final LostEvictions lost;

	private final Runnable onLoss;

	/** What was logged once: under load the same failure comes many times. */
	private final Set<String> logged = ConcurrentHashMap.newKeySet();

	/**
	 * Creates a guard.
	 * @param lost remembers evictions that could not be sent
	 * @param onLoss called after each of them
	 */
	CacheGuard(String cache, Namespace settings, RedisOutages outages, CacheEvents events, LostEvictions lost,
			Runnable onLoss) {
		this.lost = lost;
		this.onLoss = onLoss;
		this.cache = cache;
		this.settings = settings;
		this.outages = outages;
		this.events = events;
	}

	<T extends @Nullable Object> T call(Operation operation, byte[] key, Supplier<T> action, T bypass) {
		if (bypassed(operation, key)) {
			return bypass;
		}
		try {
			return action.get();
		}
		catch (RuntimeException ex) {
			if (!isOfRedis(ex)) {
				throw ex;
			}
			failed(operation, key, ex);
			return bypass;
		}
	}

	@SuppressWarnings("NullAway") // the future of a miss holds null, and no type says so
	<T> CompletableFuture<T> callAsync(Operation operation, byte[] key, Supplier<CompletableFuture<T>> action) {
		if (bypassed(operation, key)) {
			return CompletableFuture.completedFuture(null);
		}
		return action.get().exceptionally((failure) -> {
			Throwable cause = (failure instanceof CompletionException && failure.getCause() != null)
					? failure.getCause() : failure;
			if (!(cause instanceof RuntimeException ex) || !isOfRedis(ex)) {
				throw new CompletionException(cause);
			}
			failed(operation, key, ex);
			return null;
		});
	}

	/**
	 * Tells failures of Redis from those of the caller. Spring Data lets some failures of
	 * a cluster's nodes through as the client throws them.
	 */
	private static boolean isOfRedis(RuntimeException failure) {
		return failure instanceof DataAccessException || failure instanceof SerializationException
				|| failure.getClass().getName().startsWith("io.lettuce.");
	}

	/**
	 * Returns how long a lease on a key lasts, or {@code null} where none can be had.
	 */
	@Nullable Duration lease(byte[] key) {
		return bypassed(Operation.LEASE, key) ? null : this.settings.lease();
	}

	private boolean bypassed(Operation operation, byte[] key) {
		boolean bypassed = this.settings.onError() == OnError.BYPASS && ((operation == Operation.CLEAR)
				? !this.outages.reach().everything() : this.lost.owesClear() || this.outages.concern(key));
		if (bypassed) {
			this.events.failed(this.cache, operation);
			remember(operation, key);
		}
		return bypassed;
	}

	private void remember(Operation operation, byte[] key) {
		if (operation == Operation.EVICT) {
			this.lost.add(key);
			this.onLoss.run();
		}
		else if (operation == Operation.CLEAR) {
			this.lost.addAll();
			this.onLoss.run();
		}
	}

	/**
	 * Does what the settings say after a failure: to return is to go on without Redis.
	 */
	void failed(Operation operation, byte[] key, RuntimeException failure) {
		this.events.failed(this.cache, operation);
		if (this.settings.onError() == OnError.FAIL) {
			throw failure;
		}
		remember(operation, key);
		// Clearing asks every server, and the key tells of one only.
		if (operation != Operation.CLEAR && this.outages.notice(key, failure)) {
			return;
		}
		if (this.logged.add(operation.name())) {
			// The server's own words stand in the cause.
			Throwable cause = (failure instanceof SerializationException) ? failure
					: NestedExceptionUtils.getMostSpecificCause(failure);
			log.warn("Cache %s goes on without Redis after a failed %s, as it will after others: %s"
				.formatted(this.cache, operation.name(), cause.getMessage()));
		}
	}

	/**
	 * A value cannot be read. It stays, since another version of the application may read
	 * it. What was read is not logged, and so neither is the message, which may quote it.
	 */
	void unreadable(RuntimeException failure) {
		this.events.unreadable(this.cache);
		if (this.logged.add("unreadable")) {
			Throwable cause = NestedExceptionUtils.getMostSpecificCause(failure);
			log.warn("Cache %s holds a value that cannot be read (%s). It counts as a miss, as others will."
				.formatted(this.cache, cause.getClass().getSimpleName()));
		}
	}

}
