package dev.redisenv.near;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.jspecify.annotations.Nullable;

/**
 * Copies of one cache's values. They are the objects themselves, which callers must not
 * change.
 * <p>
 * A copy that is found was in Redis at most {@code staleness} ago: it is used while that
 * is known, and not otherwise.
 */
public final class NearCache {

	private final byte[] prefix;

	private final long bound;

	private final Cache<Name, Copy> copies;

	private final LongAdder hits = new LongAdder();

	private final LongAdder misses = new LongAdder();

	private final LongAdder invalidations = new LongAdder();

	private final LongAdder clears = new LongAdder();

	private volatile Freshness freshness = Nothing.KNOWN;

	NearCache(byte[] prefix, long size, Duration staleness) {
		this.prefix = prefix.clone();
		this.bound = staleness.toNanos();
		this.copies = Caffeine.newBuilder().maximumSize(size).build();
	}

	/**
	 * Returns a copy, or else asks Redis.
	 * @param key a key as the server sees it
	 * @param redis reads the value from Redis
	 * @return the value, or {@code null} where there is none
	 */
	public @Nullable Object get(byte[] key, Supplier<@Nullable Object> redis) {
		Object copy = find(key);
		if (copy != null) {
			return copy;
		}
		Reading reading = new Reading(key);
		Object value = null;
		try {
			value = redis.get();
			return value;
		}
		finally {
			reading.end(value);
		}
	}

	/**
	 * Returns a copy, or else asks Redis.
	 * @param key a key as the server sees it
	 * @param redis reads the value from Redis
	 * @return the value, or {@code null} where there is none
	 */
	public CompletableFuture<@Nullable Object> retrieve(byte[] key,
			Supplier<CompletableFuture<@Nullable Object>> redis) {
		Object copy = find(key);
		if (copy != null) {
			return CompletableFuture.completedFuture(copy);
		}
		Reading reading = new Reading(key);
		return redis.get().whenComplete((value, failure) -> reading.end(value));
	}

	private @Nullable Object find(byte[] key) {
		long now = System.nanoTime();
		// In this order: what has been removed before the proof came is not found.
		Copy copy = (age(now) <= this.bound) ? this.copies.getIfPresent(new Name(key)) : null;
		Object value = (copy != null) ? copy.value(now) : null;
		((value != null) ? this.hits : this.misses).increment();
		return value;
	}

	/**
	 * Tells other processes of a change by this one, where the server does not.
	 * @param key what has changed, as the server sees it; {@code null} for everything
	 */
	public void tell(byte @Nullable [] key) {
		this.freshness.tell((key != null) ? key : this.prefix);
	}

	/**
	 * Removes copies. Called after a change by this process, it sees what it has done.
	 * @param key what has changed, as the server sees it; {@code null} for everything
	 */
	public void remove(byte @Nullable [] key) {
		if (key != null) {
			this.copies.invalidate(new Name(key));
		}
		else {
			clear();
		}
	}

	/**
	 * Takes notice of a change.
	 */
	void changed(byte[] key) {
		if (Arrays.equals(key, this.prefix)) {
			clear();
		}
		else if (this.copies.asMap().remove(new Name(key)) != null) {
			this.invalidations.increment();
		}
	}

	/**
	 * Has copies kept right in another way from now on. Between the two none are used, so
	 * that none is found which the other way has not watched over.
	 */
	void relyOn(Freshness freshness) {
		if (this.freshness != freshness) {
			this.freshness = Nothing.KNOWN;
			clear();
			this.freshness = freshness;
		}
	}

	void clear() {
		this.copies.invalidateAll();
		this.clears.increment();
	}

	byte[] prefix() {
		return this.prefix.clone();
	}

	Duration bound() {
		return Duration.ofNanos(this.bound);
	}

	/**
	 * Returns how old the copies may be at this moment.
	 * @return {@code null} while they are not used
	 */
	public @Nullable Duration staleness() {
		long age = age(System.nanoTime());
		return (age <= this.bound) ? Duration.ofNanos(Math.max(age, 0)) : null;
	}

	private long age(long now) {
		return this.freshness.age(now, this.bound);
	}

	/**
	 * Returns how many reads found a copy.
	 * @return a count since the start
	 */
	public long hits() {
		return this.hits.sum();
	}

	/**
	 * Returns how many reads had to ask Redis.
	 * @return a count since the start
	 */
	public long misses() {
		return this.misses.sum();
	}

	/**
	 * Returns how many copies were removed since their value changed.
	 * @return a count since the start
	 */
	public long invalidations() {
		return this.invalidations.sum();
	}

	/**
	 * Returns how often all copies were removed.
	 * @return a count since the start
	 */
	public long clears() {
		return this.clears.sum();
	}

	/**
	 * A value that is being read from Redis.
	 */
	private final class Reading {

		private final long begun = System.nanoTime();

		private final Freshness freshness = NearCache.this.freshness;

		private final byte[] key;

		private final Name name;

		/** Shared by all who read the key, since it is older than what they read. */
		private final Copy copy;

		Reading(byte[] key) {
			this.key = key;
			this.name = new Name(key);
			this.copy = copies().compute(this.name,
					(name, other) -> (other != null && !other.isOver(this.begun)) ? other : new Copy());
			if (NearCache.this.freshness != this.freshness) {
				// Copies were cleared meanwhile, perhaps before this one came.
				discard();
			}
		}

		/**
		 * Keeps the value, as soon as is known for how long.
		 */
		@SuppressWarnings("FutureReturnValueIgnored") // failures are dealt with here
		void end(@Nullable Object value) {
			if (value == null) {
				discard();
			}
			else if (this.copy.take()) {
				this.freshness.end(this.key, this.begun, NearCache.this.bound).whenComplete((end, failure) -> {
					if (failure == null) {
						this.copy.fill(value, end);
					}
					else {
						discard();
					}
				});
			}
		}

		private void discard() {
			copies().remove(this.name, this.copy);
		}

		private ConcurrentMap<Name, Copy> copies() {
			return NearCache.this.copies.asMap();
		}

	}

}
