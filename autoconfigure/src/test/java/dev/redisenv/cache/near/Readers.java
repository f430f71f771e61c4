package dev.redisenv.cache.near;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import dev.redisenv.cache.near.Verdict.Read;
import org.jspecify.annotations.Nullable;

/**
 * Threads that read random keys as fast as they can, and compare each value with the log.
 */
final class Readers {

	/** So that there is a processor for what invalidates. */
	static final int FEW = 2;

	/** So that some find copies while the others wait for slow answers. */
	static final int MANY = 16;

	private static final int BATCH = 1000;

	// Most reads find copies, although values change all the time
	private static final int READS_IN_A_ROW = 8;

	// The processors are shared with what invalidates, and with the servers
	private static final long PAUSE_NANOS = 200_000;

	private final WriteLog log;

	private final Cache cache;

	private final LongAdder reads = new LongAdder();

	private final List<CompletableFuture<Verdict>> verdicts;

	private volatile boolean stopped;

	Readers(WriteLog log, Cache cache, int threads) {
		this.log = log;
		this.cache = cache;
		this.verdicts = IntStream.range(0, threads)
			.mapToObj((i) -> CompletableFuture.supplyAsync(this::read, (work) -> new Thread(work, "reader").start()))
			.toList();
	}

	private Verdict read() {
		Verdict verdict = new Verdict();
		SplittableRandom random = new SplittableRandom();
		@Nullable Object[] before = new @Nullable Object[WriteLog.KEYS];
		while (!this.stopped) {
			int key = 0;
			for (int i = 0; i < BATCH && !this.stopped; i++) {
				if (i % READS_IN_A_ROW == 0) {
					key = random.nextInt(WriteLog.KEYS);
				}
				long begin = this.log.now();
				String value = this.cache.get(WriteLog.name(key));
				if (value == null) {
					verdict.miss();
				}
				else {
					int version = Integer.parseInt(value);
					verdict.add(new Read(key, version, begin, this.log.age(key, version, begin), value == before[key]));
					before[key] = value;
				}
				this.reads.increment();
			}
			LockSupport.parkNanos(PAUSE_NANOS);
		}
		return verdict;
	}

	/**
	 * Returns the number of reads so far.
	 */
	long reads() {
		return this.reads.sum();
	}

	void stop() {
		this.stopped = true;
	}

	/**
	 * Ends the reading, and fails if a read has failed.
	 */
	Verdict end() {
		stop();
		Verdict all = new Verdict();
		this.verdicts.forEach((verdict) -> all.add(verdict.join()));
		return all;
	}

	/**
	 * What is read.
	 */
	interface Cache {

		@Nullable String get(String key);

	}

}
