package dev.redisenv.benchmarks.near;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * Writes versions of some keys at a steady rate, and reads all of them as fast as one
 * thread can.
 */
final class Freshness {

	private static final int KEYS = 50;

	private static final int VERSIONS = 1 << 14;

	private final Store store;

	private final Cache cache;

	// When each version of each key was answered
	private final AtomicLongArray answered = new AtomicLongArray(KEYS * VERSIONS);

	private final AtomicIntegerArray latest = new AtomicIntegerArray(KEYS);

	Freshness(Store store, Cache cache) {
		this.store = store;
		this.cache = cache;
	}

	Result measure(Duration duration, int writesPerSecond) throws InterruptedException {
		int writes = Math.toIntExact(duration.toSeconds() * writesPerSecond);
		int[] first = new int[KEYS];
		Arrays.setAll(first, this.latest::get);
		CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> write(writes, writesPerSecond),
				(work) -> new Thread(work, "writer").start());
		long[] lags = new long[KEYS * VERSIONS];
		long reads = 0;
		long oldReads = 0;
		while (!writer.isDone()) {
			for (int key = 0; key < KEYS; key++) {
				reads++;
				if (isOld(key, lags)) {
					oldReads++;
				}
			}
		}
		writer.join();
		return new Result(lags(lags, first, writes), reads, oldReads);
	}

	private void write(int writes, int perSecond) {
		long start = System.nanoTime();
		long pause = TimeUnit.SECONDS.toNanos(1) / perSecond;
		for (int i = 0; i < writes; i++) {
			LockSupport.parkNanos(start + i * pause - System.nanoTime());
			int key = i % KEYS;
			int version = this.latest.get(key) + 1;
			this.store.write("k" + key, String.valueOf(version));
			this.answered.set(key * VERSIONS + version, System.nanoTime());
			this.latest.set(key, version);
		}
	}

	private boolean isOld(int key, long[] lags) {
		long begin = System.nanoTime();
		String value = this.cache.get("k" + key);
		if (value == null) {
			return false;
		}
		int next = key * VERSIONS + Integer.parseInt(value) + 1;
		long answered = this.answered.get(next);
		if (answered == 0 || begin <= answered) {
			return false;
		}
		lags[next] = Math.max(lags[next], begin - answered);
		return true;
	}

	private long[] lags(long[] lags, int[] first, int writes) {
		long[] sorted = new long[writes];
		int i = 0;
		for (int key = 0; key < KEYS; key++) {
			for (int version = first[key] + 1; version <= this.latest.get(key); version++) {
				sorted[i++] = lags[key * VERSIONS + version];
			}
		}
		Arrays.sort(sorted);
		return sorted;
	}

	/**
	 * Where values are written.
	 */
	interface Store {

		void write(String key, String value);

	}

	/**
	 * Where values are read.
	 */
	interface Cache {

		@Nullable String get(String key);

	}

	/**
	 * What was measured.
	 *
	 * @param lags for each write, for how long after its answer the value before was
	 * read, in nanoseconds and in order
	 * @param reads number of reads
	 * @param oldReads number of those that found an old value
	 */
	@SuppressWarnings("ArrayRecordComponent") // nobody compares results
	record Result(long[] lags, long reads, long oldReads) {

		/**
		 * Returns what a share of the writes did not exceed.
		 */
		long lag(double share) {
			return this.lags[Math.max(0, (int) Math.ceil(this.lags.length * share) - 1)];
		}

	}

}
