package dev.redisenv.cache.near;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a number of reads was like. For one thread.
 */
final class Verdict {

	private static final int WORST = 10;

	// The bucket i counts ages below 2^i microseconds, the first one those of zero
	private final long[] ages = new long[40];

	private final List<Read> worst = new ArrayList<>();

	private long reads;

	private long misses;

	private Duration oldest = Duration.ZERO;

	private Duration oldestCopy = Duration.ZERO;

	/**
	 * Takes note of a read that found nothing.
	 */
	void miss() {
		this.misses++;
	}

	/**
	 * Takes note of a read that found a value.
	 */
	void add(Read read) {
		this.reads++;
		this.ages[bucket(read.age())]++;
		if (read.age().isZero()) {
			return;
		}
		this.oldest = longer(this.oldest, read.age());
		if (read.copy()) {
			this.oldestCopy = longer(this.oldestCopy, read.age());
		}
		keepWorst(List.of(read));
	}

	void add(Verdict other) {
		this.reads += other.reads;
		this.misses += other.misses;
		for (int i = 0; i < this.ages.length; i++) {
			this.ages[i] += other.ages[i];
		}
		this.oldest = longer(this.oldest, other.oldest);
		this.oldestCopy = longer(this.oldestCopy, other.oldestCopy);
		keepWorst(other.worst);
	}

	private void keepWorst(List<Read> reads) {
		if (this.worst.size() == WORST
				&& reads.stream().allMatch((read) -> read.age().compareTo(this.worst.get(WORST - 1).age()) <= 0)) {
			return;
		}
		this.worst.addAll(reads);
		this.worst.sort(Comparator.comparing(Read::age).reversed());
		if (this.worst.size() > WORST) {
			this.worst.subList(WORST, this.worst.size()).clear();
		}
	}

	private static Duration longer(Duration one, Duration other) {
		return (one.compareTo(other) < 0) ? other : one;
	}

	private static int bucket(Duration age) {
		return age.isZero() ? 0 : 1 + Long.SIZE - Long.numberOfLeadingZeros(age.toNanos() / 1000);
	}

	/**
	 * Returns the number of reads that found a value.
	 */
	long reads() {
		return this.reads;
	}

	/**
	 * Returns how old the oldest of all reads was.
	 */
	Duration oldest() {
		return this.oldest;
	}

	/**
	 * Returns an upper limit for the age of a share of the reads.
	 */
	Duration percentile(double share) {
		long wanted = (long) Math.ceil(this.reads * share);
		long seen = 0;
		for (int i = 0; i < this.ages.length; i++) {
			seen += this.ages[i];
			if (seen >= wanted) {
				return limit(i);
			}
		}
		return this.oldest;
	}

	private static Duration limit(int bucket) {
		return (bucket == 0) ? Duration.ZERO : Duration.ofNanos(1000L << (bucket - 1));
	}

	/**
	 * Fails if a read was older than it may be, and lists the worst.
	 */
	Verdict isNeverOlderThan(Duration bound) {
		assertThat(this.oldest).as(this::toString).isLessThanOrEqualTo(bound);
		return this;
	}

	/**
	 * Fails if a copy in memory was older than it may be, and lists the worst reads of
	 * all.
	 */
	Verdict hasNoCopyOlderThan(Duration bound) {
		assertThat(this.oldestCopy).as(this::toString).isLessThanOrEqualTo(bound);
		return this;
	}

	/**
	 * Fails if there were not enough reads to prove anything.
	 */
	Verdict isOfAtLeast(long reads) {
		assertThat(this.reads).as(this::toString).isGreaterThanOrEqualTo(reads);
		return this;
	}

	@Override
	public String toString() {
		String histogram = IntStream.range(0, this.ages.length)
			.filter((i) -> this.ages[i] > 0)
			.mapToObj((i) -> (i == 0) ? "current: " + this.ages[i] : "< " + millis(limit(i)) + ": " + this.ages[i])
			.collect(Collectors.joining(", "));
		String list = this.worst.stream().map((read) -> "\n  " + read).collect(Collectors.joining());
		return "%d reads (%s), %d misses, oldest %s, oldest copy %s, the worst:%s".formatted(this.reads, histogram,
				this.misses, millis(this.oldest), millis(this.oldestCopy), list.isEmpty() ? " none" : list);
	}

	private static String millis(Duration duration) {
		return "%.3f ms".formatted(duration.toNanos() / 1_000_000.0);
	}

	/**
	 * A read that found a value.
	 *
	 * @param key the number of the key
	 * @param version the version found
	 * @param begin when the read began, by the time of the log
	 * @param age for how long the version had been replaced then
	 * @param copy whether the reader got the very object it got before, so that it is one
	 * in memory
	 */
	record Read(int key, int version, long begin, Duration age, boolean copy) {

		@Override
		public String toString() {
			return "%s of age %s: version %d of %s, at %s".formatted(this.copy ? "copy" : "value", millis(this.age),
					this.version, WriteLog.name(this.key), millis(Duration.ofNanos(this.begin)));
		}

	}

}
