package dev.redisenv.doctor;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.sentinel.api.async.RedisSentinelAsyncCommands;

/**
 * Links of one examination. Every step is bounded, and all of them together are.
 */
final class Links implements AutoCloseable {

	static final Duration STEP = Duration.ofSeconds(2);

	static final Duration ALL = Duration.ofSeconds(5);

	private final RedisClient client;

	private final long end = System.nanoTime() + ALL.toNanos();

	private volatile boolean closed;

	Links(Target target) {
		this.client = target.client(STEP);
	}

	RedisAsyncCommands<String, String> open(RedisURI uri)
			throws ExecutionException, TimeoutException, InterruptedException {
		uri.setTimeout(STEP);
		return answer(dial(() -> this.client.connectAsync(StringCodec.UTF8, uri).toCompletableFuture())).async();
	}

	RedisSentinelAsyncCommands<String, String> openSentinel(RedisURI uri)
			throws ExecutionException, TimeoutException, InterruptedException {
		uri.setTimeout(STEP);
		return answer(dial(() -> this.client.connectSentinelAsync(StringCodec.UTF8, uri))).async();
	}

	/**
	 * A certificate that cannot be read fails before there is anything to wait for.
	 */
	private <T extends StatefulConnection<?, ?>> Future<T> dial(Supplier<CompletableFuture<T>> dialling)
			throws ExecutionException {
		try {
			return dialling.get().whenComplete((opened, failure) -> {
				// It may come after the end of the client, which would close it.
				if (opened != null && this.closed) {
					CompletableFuture<Void> unused = opened.closeAsync();
				}
			});
		}
		catch (RuntimeException ex) {
			throw new ExecutionException(ex);
		}
	}

	/**
	 * Returns whether there is something to log in with: who issues it may be what does
	 * not answer.
	 */
	boolean knowLogIn(RedisURI uri) {
		return uri.getCredentialsProvider()
			.resolveCredentials()
			.timeout(patience())
			.onErrorComplete()
			.blockOptional()
			.isPresent();
	}

	/**
	 * Waits for an answer.
	 * @throws ExecutionException where it is a failure, with the cause
	 */
	<T> T answer(Future<T> answer) throws ExecutionException, TimeoutException, InterruptedException {
		return answer.get(patience().toNanos(), TimeUnit.NANOSECONDS);
	}

	/**
	 * Returns how long the next step may take.
	 */
	Duration patience() {
		return Duration.ofNanos(Math.max(0, Math.min(STEP.toNanos(), this.end - System.nanoTime())));
	}

	/**
	 * Ends all links without waiting for anything that they still do.
	 */
	@Override
	public void close() {
		this.closed = true;
		this.client.shutdown(Duration.ZERO, Duration.ZERO);
	}

}
