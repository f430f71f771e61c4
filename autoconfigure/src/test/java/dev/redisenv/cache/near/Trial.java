package dev.redisenv.cache.near;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * Reads through the near cache of an application while somebody writes.
 */
final class Trial implements AutoCloseable {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private static final int UNUSED = 200;

	private static final int MILLION = 1_000_000;

	private final NearApplication application;

	private final WriteLog log = new WriteLog();

	private final Writer writer;

	private final Readers readers;

	private final double hitsBefore;

	Trial(NearApplication application, Writer.Store store) {
		this(application, store, Readers.FEW);
	}

	/**
	 * Begins, and returns when copies in memory are used.
	 */
	Trial(NearApplication application, Writer.Store store, int readers) {
		this.application = application;
		this.hitsBefore = application.hits();
		this.writer = new Writer(this.log, store);
		this.readers = new Readers(this.log, application::get, readers);
		awaitHits(10_000);
	}

	/**
	 * Waits until copies in memory were read a number of times from now on.
	 */
	void awaitHits(int hits) {
		double before = this.application.hits();
		await().until(() -> this.application.hits() >= before + hits);
	}

	/**
	 * Waits until a million reads of copies in memory are judged, those before and while
	 * something happened included, and ends reading and writing.
	 */
	Verdict endAfterAMillionHits() {
		await().atMost(LIMIT.multipliedBy(2)).until(() -> this.application.hits() - this.hitsBefore >= MILLION);
		return end().isOfAtLeast(MILLION);
	}

	/**
	 * Waits until reads do without copies in memory.
	 */
	void awaitNoHits() {
		await().until(() -> {
			double before = this.application.hits();
			awaitReads(UNUSED);
			return this.application.hits() == before;
		});
	}

	/**
	 * Waits for a number of reads from now on, wherever the values are from.
	 */
	void awaitReads(int reads) {
		long before = this.readers.reads();
		await().until(() -> this.readers.reads() >= before + reads);
	}

	/**
	 * Waits for a number of writes from now on.
	 */
	void awaitWrites(int writes) {
		long before = this.writer.writes();
		await().until(() -> this.writer.writes() >= before + writes);
	}

	void flush(Runnable flush) {
		this.writer.flush(flush);
	}

	long writes() {
		return this.writer.writes();
	}

	/**
	 * Ends reading and writing.
	 */
	Verdict end() {
		this.writer.end();
		return this.readers.end();
	}

	static ConditionFactory await() {
		return Awaitility.await().atMost(LIMIT).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5));
	}

	/**
	 * Ends what goes on, if a test has failed.
	 */
	@Override
	public void close() {
		this.writer.stop();
		this.readers.stop();
	}

}
