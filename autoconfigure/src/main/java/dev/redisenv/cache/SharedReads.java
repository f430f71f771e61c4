package dev.redisenv.cache;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.cache.CacheStatistics;

/**
 * Lets concurrent reads of one key share a round trip. A few are sent as they come. Those
 * that come while so many are under way wait together; then the first of them asks for
 * all who are there by then.
 * <p>
 * What a read gets was asked for after the read has begun. So it sees every write that
 * ended before, whoever made it. Who is interrupted while others ask waits on for the
 * answer. Workers of a fork/join pool ask for themselves: a worker that waits may be
 * given another read of the key, which would wait for the one beneath it.
 */
final class SharedReads {

	/**
	 * How many reads of a key are under way at a time. So many threads gain nothing by
	 * waiting for each other. Where more wait, only one is under way: to wake those who
	 * wait costs less than to ask for each.
	 */
	private static final int FEW = 8;

	private final Map<ByteBuffer, AtomicReference<Reads>> keys = new ConcurrentHashMap<>();

	private final Function<byte[], byte @Nullable []> server;

	/** Of reads that were not sent, which the server's side has not counted. */
	private final LongAdder hits = new LongAdder();

	private final LongAdder misses = new LongAdder();

	/**
	 * Creates it.
	 * @param server asks for the value of a key
	 */
	SharedReads(Function<byte[], byte @Nullable []> server) {
		this.server = server;
	}

	/**
	 * Returns the value of a key, in an array that is the caller's alone.
	 * @throws RuntimeException what asking has led to
	 */
	byte @Nullable [] read(byte[] key) {
		if (ForkJoinTask.inForkJoinPool()) {
			return this.server.apply(key);
		}
		ByteBuffer name = ByteBuffer.wrap(key);
		while (true) {
			AtomicReference<Reads> first = new AtomicReference<>(Reads.ONE);
			AtomicReference<Reads> others = this.keys.putIfAbsent(name, first);
			if (others == null) {
				return send(key, first, null);
			}
			Reads reads = others.get();
			if (reads.underWay() == 0) {
				this.keys.remove(name, others);
			}
			else if (reads.waiting() != null) {
				Answer answer = reads.waiting().answer();
				if (answer != null) {
					return counted(answer);
				}
			}
			else if (reads.underWay() < reads.limit()) {
				if (others.compareAndSet(reads, new Reads(reads.underWay() + 1, reads.limit(), null, false))) {
					return send(key, others, null);
				}
			}
			else {
				Batch batch = new Batch();
				if (others.compareAndSet(reads, new Reads(reads.underWay(), reads.limit(), batch, false))) {
					batch.awaitTurn();
					return send(key, others, batch);
				}
			}
		}
	}

	private byte @Nullable [] send(byte[] key, AtomicReference<Reads> reads, @Nullable Batch batch) {
		Answer answer = null;
		RuntimeException failure = null;
		try {
			if (batch != null) {
				// Who comes from now on may not share what is asked for.
				reads.updateAndGet((open) -> open.without(batch));
			}
			answer = new Answer(this.server.apply(key));
			return (batch != null) ? answer.copy() : answer.value();
		}
		catch (RuntimeException ex) {
			// Who is interrupted fails alone.
			failure = Thread.currentThread().isInterrupted() ? null : ex;
			throw ex;
		}
		finally {
			// Who tries again should not fail with those who wait.
			if (failure != null) {
				leave(key, reads, failure);
			}
			if (batch != null) {
				batch.end(answer, failure);
			}
			// Who reads again may be among those who wait.
			if (failure == null) {
				leave(key, reads, null);
			}
		}
	}

	/**
	 * Gives those who wait their turn, or what this read has failed with: to wait for a
	 * server twice would take longer than a command may.
	 */
	private void leave(byte[] key, AtomicReference<Reads> reads, @Nullable RuntimeException failure) {
		Reads before = reads.get();
		Reads after = before.afterOne(failure);
		while (!reads.compareAndSet(before, after)) {
			before = reads.get();
			after = before.afterOne(failure);
		}
		if (after.underWay() == 0) {
			this.keys.remove(ByteBuffer.wrap(key), reads);
		}
		Batch waiting = before.called() ? null : before.waiting();
		if (waiting != null && (after.called() || failure != null)) {
			waiting.begin(failure);
		}
	}

	private byte @Nullable [] counted(Answer answer) {
		((answer.value() != null) ? this.hits : this.misses).increment();
		return answer.copy();
	}

	/**
	 * Adds the reads that were not sent. Where no other is counted, they are not either.
	 * @param copies how many found what they wanted before they came here
	 */
	CacheStatistics addTo(CacheStatistics sent, long copies) {
		return (sent.getGets() > 0) ? new SharedReadStatistics(sent, this.hits.sum() + copies, this.misses.sum())
				: sent;
	}

	void clearStatistics() {
		this.hits.reset();
		this.misses.reset();
	}

	/**
	 * The reads of one key.
	 *
	 * @param underWay how many have been sent or may be; with none it is no longer used
	 * @param limit how many may be under way
	 * @param waiting those who wait for the next
	 * @param called whether the first of them may send it
	 */
	private record Reads(int underWay, int limit, @Nullable Batch waiting, boolean called) {

		static final Reads ONE = new Reads(1, FEW, null, false);

		Reads afterOne(@Nullable RuntimeException failure) {
			int left = this.underWay - 1;
			if (this.waiting == null || this.called) {
				return new Reads(left, this.limit, this.waiting, this.called);
			}
			if (failure != null) {
				return new Reads(left, this.limit, null, false);
			}
			boolean next = left < this.waiting.limit();
			return new Reads(next ? left + 1 : left, this.limit, this.waiting, next);
		}

		Reads without(Batch batch) {
			return new Reads(this.underWay, batch.limit(), null, false);
		}

	}

	/**
	 * What the server has answered.
	 */
	private static final class Answer {

		private final byte @Nullable [] value;

		Answer(byte @Nullable [] value) {
			this.value = value;
		}

		byte @Nullable [] value() {
			return this.value;
		}

		/**
		 * Returns the value for one of many, who may change it.
		 */
		byte @Nullable [] copy() {
			return (this.value != null) ? this.value.clone() : null;
		}

	}

	/**
	 * Those who wait for one read.
	 */
	private static final class Batch {

		/** When the first of them is to send it. */
		private final CompletableFuture<@Nullable Void> turn = new CompletableFuture<>();

		/** Nothing, where each has to try again. */
		private final CompletableFuture<@Nullable Answer> answer = new CompletableFuture<>();

		/** With the one who is to send it. */
		private final AtomicInteger size = new AtomicInteger(1);

		/**
		 * How many reads may be under way with this one.
		 */
		int limit() {
			return (this.size.get() < FEW) ? FEW : 1;
		}

		void awaitTurn() {
			join(this.turn);
		}

		void begin(@Nullable RuntimeException failure) {
			end(this.turn, null, failure);
			if (failure != null) {
				end(this.answer, null, failure);
			}
		}

		void end(@Nullable Answer answer, @Nullable RuntimeException failure) {
			end(this.answer, answer, failure);
		}

		@Nullable Answer answer() {
			this.size.incrementAndGet();
			return join(this.answer);
		}

		private static <T extends @Nullable Object> void end(CompletableFuture<T> future, T result,
				@Nullable RuntimeException failure) {
			if (failure != null) {
				future.completeExceptionally(failure);
			}
			else {
				future.complete(result);
			}
		}

		private static <T extends @Nullable Object> T join(CompletableFuture<T> future) {
			try {
				return future.join();
			}
			catch (CompletionException ex) {
				throw (ex.getCause() instanceof RuntimeException failure) ? failure : ex;
			}
		}

	}

}
