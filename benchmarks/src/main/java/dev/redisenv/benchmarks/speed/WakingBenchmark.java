package dev.redisenv.benchmarks.speed;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.ThreadParams;

/**
 * The limit of reading a hot key together: all threads wait for one answer, which is
 * there as soon as the last of them has asked, without any server.
 */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init")
public class WakingBenchmark {

	/** The others may have stopped when the time is over. */
	private static final int LIMIT_MILLIS = 50;

	@Param("THREADS")
	Subject subject;

	@Param("100")
	int size;

	private volatile Question question = new Question();

	@Benchmark
	public Object wake(ThreadParams threads) throws ExecutionException, InterruptedException {
		Question question = this.question;
		if (question.askers.incrementAndGet() == threads.getThreadCount()) {
			this.question = new Question();
			question.answer.complete("");
			return question;
		}
		try {
			return question.answer.get(LIMIT_MILLIS, TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException ex) {
			return ex;
		}
	}

	private static final class Question {

		private final AtomicInteger askers = new AtomicInteger();

		private final CompletableFuture<String> answer = new CompletableFuture<>();

	}

}
