package dev.redisenv.doctor;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import dev.redisenv.diagnosis.Cause;
import dev.redisenv.diagnosis.Diagnosis;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * One connection, and what was last found about it. There is never more than one
 * examination at a time, each on a thread of its own.
 */
final class Patient {

	private static final Duration FRESH = Duration.ofSeconds(5);

	private static final Log log = LogFactory.getLog(RedisDoctor.class);

	private final LettuceConnectionFactory factory;

	private final Concerns concerns;

	/** Guarded by this. */
	private @Nullable CompletableFuture<Diagnosis> running;

	private volatile @Nullable Diagnosis last;

	/** When the last examination ended. */
	private volatile long ended;

	/** Whether the log says who else uses the keys. */
	private volatile boolean warned;

	Patient(LettuceConnectionFactory factory, Concerns concerns) {
		this.factory = factory;
		this.concerns = concerns;
	}

	LettuceConnectionFactory factory() {
		return this.factory;
	}

	@Nullable Diagnosis last() {
		Diagnosis last = this.last;
		if (last == null || System.nanoTime() - this.ended > FRESH.toNanos()) {
			CompletableFuture<Diagnosis> unused = examine();
		}
		return last;
	}

	synchronized CompletableFuture<Diagnosis> examine() {
		if (this.running == null || this.running.isDone()) {
			this.running = CompletableFuture.supplyAsync(this::diagnose, Patient::run);
		}
		return this.running;
	}

	private Diagnosis diagnose() {
		Diagnosis diagnosis = new Examination(this.factory, this.concerns).run();
		diagnosis.findings()
			.stream()
			.filter((finding) -> finding.cause() == Cause.PREFIX_IN_USE && !this.warned)
			.findFirst()
			.ifPresent((finding) -> {
				this.warned = true;
				log.warn(finding.text());
			});
		this.last = diagnosis;
		this.ended = System.nanoTime();
		return diagnosis;
	}

	private static void run(Runnable examination) {
		Thread thread = new Thread(examination, "redis-doctor");
		thread.setDaemon(true);
		thread.start();
	}

}
