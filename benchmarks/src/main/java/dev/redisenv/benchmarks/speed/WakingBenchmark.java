package dev.redisenv.benchmarks.speed;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.ThreadParams;

import org.springframework.cache.CacheManager;
import org.springframework.data.redis.cache.RedisCache;
import org.springframework.data.redis.serializer.RedisSerializationContext.SerializationPair;

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

	private @Nullable SerializationPair<Object> serialization;

	private ByteBuffer stored;

	@Setup
	@SuppressWarnings("unchecked") // it writes what it is given
	public void open() {
		this.stored = ByteBuffer.allocate(0);
		if (this.subject == Subject.THREADS_WITH_VALUE) {
			RedisCache cache = (RedisCache) Objects
				.requireNonNull(Application.of(this.subject).getBean(CacheManager.class).getCache(Application.CACHE));
			this.serialization = (SerializationPair<Object>) (SerializationPair<?>) cache.getCacheConfiguration()
				.getValueSerializationPair();
			this.stored = this.serialization.write(Application.value(this.size));
		}
	}

	@Benchmark
	public @Nullable Object wake(ThreadParams threads) throws ExecutionException, InterruptedException {
		Question question = this.question;
		if (question.askers.incrementAndGet() == threads.getThreadCount()) {
			this.question = new Question();
			question.answer.complete("");
			return value();
		}
		try {
			question.answer.get(LIMIT_MILLIS, TimeUnit.MILLISECONDS);
			return value();
		}
		catch (TimeoutException ex) {
			return ex;
		}
	}

	private @Nullable Object value() {
		return (this.serialization != null) ? this.serialization.read(this.stored.duplicate()) : this.stored;
	}

	private static final class Question {

		private final AtomicInteger askers = new AtomicInteger();

		private final CompletableFuture<String> answer = new CompletableFuture<>();

	}

}
