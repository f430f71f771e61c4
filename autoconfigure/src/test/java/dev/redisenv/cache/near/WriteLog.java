package dev.redisenv.cache.near;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;

/**
 * When each version of each key was acknowledged. Versions of a key increase; that one is
 * gone, by a flush or by its age, is a version without a value. One thread at a time
 * writes, any number looks things up.
 */
final class WriteLog {

	static final int KEYS = 50;

	private static final List<String> NAMES = IntStream.range(0, KEYS).mapToObj((key) -> "k" + key).toList();

	private static final int VERSIONS = 1 << 14;

	private static final long NEVER = 0;

	// So that no time of the log is NEVER
	private final long origin = System.nanoTime() - 1;

	private final AtomicLongArray times = new AtomicLongArray(KEYS * VERSIONS);

	private final AtomicIntegerArray latest = new AtomicIntegerArray(KEYS);

	// The writer's own
	private final int[] begun = new int[KEYS];

	static String name(int key) {
		return NAMES.get(key);
	}

	/**
	 * Returns the time, in nanoseconds.
	 */
	long now() {
		return System.nanoTime() - this.origin;
	}

	/**
	 * Returns the version to write next. Whether it is ever acknowledged or not, it is
	 * not used again.
	 */
	int next(int key) {
		if (this.begun[key] + 1 == VERSIONS) {
			throw new IllegalStateException("The log is full");
		}
		return ++this.begun[key];
	}

	void acknowledge(int key, int version) {
		acknowledge(key, version, now());
	}

	/**
	 * Notes that a version holds from a time on, which may be to come.
	 */
	void acknowledge(int key, int version, long time) {
		this.times.set(key * VERSIONS + version, time);
		this.latest.set(key, version);
	}

	/**
	 * Returns for how long a version had been replaced at a time; zero if it had not. One
	 * that was never acknowledged may have been written, so it is replaced by the next
	 * that was.
	 */
	Duration age(int key, int version, long time) {
		int last = this.latest.get(key);
		for (int later = version + 1; later <= last; later++) {
			long replaced = this.times.get(key * VERSIONS + later);
			if (replaced != NEVER) {
				return Duration.ofNanos(Math.max(0, time - replaced));
			}
		}
		return Duration.ZERO;
	}

}
