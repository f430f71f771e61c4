package dev.redisenv.failover;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

import io.netty.util.concurrent.EventExecutorGroup;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Asks again and again, and more often while servers are in trouble. Servers mark a
 * master as lost at least half a second before they replace it, so that a question every
 * half second does not miss it.
 */
final class Rounds {

	private static final Log log = LogFactory.getLog(Rounds.class);

	private static final Duration CALM = Duration.ofMillis(500);

	private static final Duration TROUBLE = Duration.ofMillis(100);

	/** Servers that have not replaced a master by then have nobody to replace it. */
	private static final Duration LONGEST_HURRY = Duration.ofMinutes(1);

	private final EventExecutorGroup executors;

	private final BooleanSupplier trouble;

	private final Runnable question;

	private final AtomicBoolean started = new AtomicBoolean();

	private volatile boolean ended;

	/** Used by one round at a time. */
	private long hurriedSince;

	Rounds(EventExecutorGroup executors, BooleanSupplier trouble, Runnable question) {
		this.executors = executors;
		this.trouble = trouble;
		this.question = question;
	}

	/**
	 * Starts, unless that was done before.
	 */
	void start() {
		if (this.started.compareAndSet(false, true)) {
			this.hurriedSince = System.nanoTime();
			next(Duration.ZERO);
		}
	}

	void end() {
		this.ended = true;
	}

	private void round() {
		try {
			this.question.run();
		}
		catch (RuntimeException ex) {
			// The next round may go well.
			log.debug("The servers cannot be asked for their masters", ex);
		}
		next(pause());
	}

	private Duration pause() {
		long now = System.nanoTime();
		if (!this.trouble.getAsBoolean()) {
			this.hurriedSince = now;
		}
		boolean hurry = now != this.hurriedSince && now - this.hurriedSince < LONGEST_HURRY.toNanos();
		return hurry ? TROUBLE : CALM;
	}

	@SuppressWarnings("FutureReturnValueIgnored") // a round catches what fails
	private void next(Duration pause) {
		if (this.ended) {
			return;
		}
		try {
			this.executors.schedule(this::round, pause.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			log.debug("The client has ended", ex);
		}
	}

}
