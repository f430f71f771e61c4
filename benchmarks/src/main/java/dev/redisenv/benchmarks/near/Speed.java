package dev.redisenv.benchmarks.near;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.springframework.cache.Cache;

/**
 * How many hits per second two caches have, measured by turns.
 */
final class Speed {

	private static final List<String> KEYS = IntStream.range(0, 1000).mapToObj((i) -> "key-" + i).toList();

	private static final String VALUE = "x".repeat(100);

	private static final long ROUND_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final int BATCH = 100;

	private final List<Double> near = new ArrayList<>();

	private final List<Double> remote = new ArrayList<>();

	private final List<Double> ratios = new ArrayList<>();

	private long nearCalls;

	private long remoteCalls;

	private Speed() {
	}

	static void fill(Cache cache) {
		for (String key : KEYS) {
			cache.put(key, VALUE);
			// A copy is kept by the read, at the latest
			cache.get(key);
		}
	}

	/**
	 * Measures both caches by turns, after a round that does not count.
	 */
	static Speed measure(Cache near, Cache remote, int threads, int rounds) {
		Speed speed = new Speed();
		for (int round = 0; round <= rounds; round++) {
			Round fast = Round.of(near, threads);
			Round slow = Round.of(remote, threads);
			speed.nearCalls += fast.calls();
			speed.remoteCalls += slow.calls();
			if (round > 0) {
				speed.near.add(fast.rate());
				speed.remote.add(slow.rate());
				speed.ratios.add(fast.rate() / slow.rate());
			}
		}
		return speed;
	}

	long nearCalls() {
		return this.nearCalls;
	}

	long remoteCalls() {
		return this.remoteCalls;
	}

	double near() {
		return at(this.near, 0.5);
	}

	double remote() {
		return at(this.remote, 0.5);
	}

	/**
	 * Returns the ratio that a share of the rounds did not exceed.
	 */
	double ratio(double share) {
		return at(this.ratios, share);
	}

	private static double at(List<Double> values, double share) {
		List<Double> sorted = new ArrayList<>(values);
		Collections.sort(sorted);
		return sorted.get((int) ((sorted.size() - 1) * share));
	}

	/**
	 * Threads that hit one cache as often as they can.
	 *
	 * @param calls how often that was
	 * @param nanos how long it took
	 */
	private record Round(long calls, long nanos) {

		static Round of(Cache cache, int threads) {
			long start = System.nanoTime();
			List<CompletableFuture<Long>> counts = IntStream.range(0, threads)
				.mapToObj((i) -> CompletableFuture.supplyAsync(() -> hit(cache, start + ROUND_NANOS),
						(work) -> new Thread(work, "reader").start()))
				.toList();
			long calls = counts.stream().mapToLong(CompletableFuture::join).sum();
			return new Round(calls, System.nanoTime() - start);
		}

		private static long hit(Cache cache, long end) {
			SplittableRandom random = new SplittableRandom();
			long calls = 0;
			while (System.nanoTime() < end) {
				for (int i = 0; i < BATCH; i++) {
					if (cache.get(KEYS.get(random.nextInt(KEYS.size()))) == null) {
						throw new IllegalStateException("Not a hit");
					}
				}
				calls += BATCH;
			}
			return calls;
		}

		double rate() {
			return this.calls / (this.nanos / (double) TimeUnit.SECONDS.toNanos(1));
		}

	}

}
