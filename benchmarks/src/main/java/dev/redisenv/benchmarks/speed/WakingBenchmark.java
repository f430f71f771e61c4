package dev.redisenv.benchmarks.speed;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
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
 * The limits of reading a hot key together. All threads wait for one answer, which is
 * there as soon as the last of them has asked, without any server. Or all of them, every
 * half or every quarter wait for one of a server, which is asked as soon as the last of
 * them wants it.
 */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init")
public class WakingBenchmark {

	/** The others may have stopped when the time is over. */
	private static final int LIMIT_MILLIS = 50;

	private static final byte[] KEY = { 'k' };

	private static @Nullable RedisAsyncCommands<byte[], byte[]> connected;

	@Param("THREADS")
	Subject subject;

	@Param("100")
	int size;

	private volatile Question question = new Question();

	private @Nullable SerializationPair<Object> serialization;

	private ByteBuffer stored;

	private @Nullable RedisAsyncCommands<byte[], byte[]> server;

	@Setup
	@SuppressWarnings("unchecked") // it writes what it is given
	public void open() {
		this.stored = ByteBuffer.allocate(0);
		if (this.subject != Subject.THREADS) {
			RedisCache cache = (RedisCache) Objects
				.requireNonNull(Application.of(this.subject).getBean(CacheManager.class).getCache(Application.CACHE));
			this.serialization = (SerializationPair<Object>) (SerializationPair<?>) cache.getCacheConfiguration()
				.getValueSerializationPair();
			this.stored = this.serialization.write(Application.value(this.size));
		}
		if (this.subject != Subject.THREADS && this.subject != Subject.THREADS_WITH_VALUE) {
			this.server = server();
			this.server.set(KEY, this.stored.array()).toCompletableFuture().join();
		}
	}

	/** One for all measurements of this process. */
	private static synchronized RedisAsyncCommands<byte[], byte[]> server() {
		RedisAsyncCommands<byte[], byte[]> commands = connected;
		if (commands == null) {
			commands = RedisClient.create(Application.server()).connect(ByteArrayCodec.INSTANCE).async();
			connected = commands;
		}
		return commands;
	}

	@Benchmark
	public @Nullable Object wake(ThreadParams threads) throws ExecutionException, InterruptedException {
		Question question = this.question;
		if (question.askers.incrementAndGet() == together(threads.getThreadCount())) {
			this.question = new Question();
			ask(question.answer);
		}
		try {
			ByteBuffer answer = question.answer.get(LIMIT_MILLIS, TimeUnit.MILLISECONDS);
			return (this.serialization != null) ? this.serialization.read(answer.duplicate()) : answer;
		}
		catch (TimeoutException ex) {
			return ex;
		}
	}

	private int together(int threads) {
		return switch (this.subject) {
			case HALVES_WITH_SERVER -> threads / 2;
			case QUARTERS_WITH_SERVER -> threads / 4;
			default -> threads;
		};
	}

	@SuppressWarnings("FutureReturnValueIgnored") // the threads wait for the answer
	private void ask(CompletableFuture<ByteBuffer> answer) {
		if (this.server == null) {
			answer.complete(this.stored);
		}
		else {
			this.server.get(KEY).thenAccept((value) -> answer.complete(ByteBuffer.wrap(value)));
		}
	}

	private static final class Question {

		private final AtomicInteger askers = new AtomicInteger();

		private final CompletableFuture<ByteBuffer> answer = new CompletableFuture<>();

	}

}
