package dev.redisenv.cache.near;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A thread that writes a few keys again and again, then the next few, and logs what is
 * acknowledged. The others rest for longer than a bound: a copy that is wrong is not put
 * right by the next write.
 */
final class Writer {

	private static final int GROUP = 5;

	private static final int WRITES_TO_GROUP = 12 * GROUP;

	private static final long PAUSE_NANOS = 500_000;

	private final WriteLog log;

	private final Store store;

	private final AtomicLong writes = new AtomicLong();

	private final CompletableFuture<Void> end;

	private volatile boolean stopped;

	Writer(WriteLog log, Store store) {
		this.log = log;
		this.store = store;
		this.end = CompletableFuture.runAsync(this::write, (work) -> new Thread(work, "writer").start());
	}

	private void write() {
		for (int i = 0; !this.stopped; i++) {
			write((i / WRITES_TO_GROUP * GROUP + i % GROUP) % WriteLog.KEYS);
			LockSupport.parkNanos(PAUSE_NANOS);
		}
	}

	private synchronized void write(int key) {
		int version = this.log.next(key);
		if (this.store.write(WriteLog.name(key), String.valueOf(version))) {
			this.log.acknowledge(key, version);
			this.writes.incrementAndGet();
		}
	}

	/**
	 * Does something after which no value written so far is there.
	 */
	synchronized void flush(Runnable flush) {
		int[] versions = new int[WriteLog.KEYS];
		for (int key = 0; key < versions.length; key++) {
			versions[key] = this.log.next(key);
		}
		flush.run();
		for (int key = 0; key < versions.length; key++) {
			this.log.acknowledge(key, versions[key]);
		}
	}

	/**
	 * Returns the number of writes that were acknowledged so far.
	 */
	long writes() {
		return this.writes.get();
	}

	void stop() {
		this.stopped = true;
	}

	/**
	 * Ends the writing, and fails if it did so before.
	 */
	void end() {
		stop();
		this.end.join();
	}

	/**
	 * Where values are written.
	 */
	interface Store {

		/**
		 * Writes a value.
		 * @return whether that is acknowledged, and will survive what the test does; if
		 * not, the value may or may not be there
		 */
		boolean write(String key, String value);

	}

}
