package dev.redisenv.connection;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import dev.redisenv.diagnosis.Decider;
import dev.redisenv.diagnosis.Finding;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulConnection;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionProvider;

/**
 * Connects, or fails with the variable to change, where the cause is known.
 */
final class ExplainingConnectionProvider implements LettuceConnectionProvider, LettuceConnectionProvider.TargetAware {

	/**
	 * Spring Data lets only one caller at a time open the shared connection. Those that
	 * waited meanwhile are told what that led to, or each would wait for an attempt of
	 * its own.
	 */
	private static final Duration SHARED = Duration.ofMillis(100);

	/** What fails sooner makes nobody wait. */
	private static final Duration SLOW = Duration.ofSeconds(1);

	private final LettuceConnectionProvider delegate;

	private final Decider decider;

	private final boolean tls;

	private volatile @Nullable Failure last;

	/**
	 * Creates a provider.
	 * @param delegate the provider that connects
	 * @param decider who decides where it connects
	 * @param tls whether its links are encrypted
	 */
	ExplainingConnectionProvider(LettuceConnectionProvider delegate, Decider decider, boolean tls) {
		this.delegate = delegate;
		this.decider = decider;
		this.tls = tls;
	}

	@Override
	public <T extends StatefulConnection<?, ?>> T getConnection(Class<T> type) {
		Failure last = this.last;
		long start = System.nanoTime();
		if (last != null && start - last.time() < SHARED.toNanos()) {
			throw last.exception();
		}
		try {
			return explained(() -> this.delegate.getConnection(type));
		}
		catch (RuntimeException ex) {
			long end = System.nanoTime();
			if (end - start > SLOW.toNanos() && !Thread.currentThread().isInterrupted()) {
				this.last = new Failure(ex, end);
			}
			throw ex;
		}
	}

	@Override
	public <T extends StatefulConnection<?, ?>> T getConnection(Class<T> type, RedisURI uri) {
		return explained(() -> ((TargetAware) this.delegate).getConnection(type, uri));
	}

	@Override
	public <T extends StatefulConnection<?, ?>> CompletionStage<T> getConnectionAsync(Class<T> type) {
		return explained(this.delegate.getConnectionAsync(type));
	}

	@Override
	public <T extends StatefulConnection<?, ?>> CompletionStage<T> getConnectionAsync(Class<T> type, RedisURI uri) {
		return explained(((TargetAware) this.delegate).getConnectionAsync(type, uri));
	}

	private <T> T explained(Supplier<T> connection) {
		try {
			return connection.get();
		}
		catch (RuntimeException ex) {
			Finding finding = Finding.of(ex, this.tls, this.decider);
			throw (finding != null) ? new RedisConnectionFailureException(finding.text(), ex) : ex;
		}
	}

	private <T> CompletionStage<T> explained(CompletionStage<T> connection) {
		// Lettuce's own stages cannot be composed with others.
		CompletableFuture<T> explained = new CompletableFuture<>();
		connection.whenComplete((connected, failure) -> {
			if (failure == null) {
				explained.complete(connected);
				return;
			}
			Finding finding = Finding.of(failure, this.tls, this.decider);
			explained.completeExceptionally(
					(finding != null) ? new RedisConnectionFailureException(finding.text(), failure) : failure);
		});
		return explained;
	}

	@Override
	public void release(StatefulConnection<?, ?> connection) {
		this.delegate.release(connection);
	}

	@Override
	public CompletableFuture<Void> releaseAsync(StatefulConnection<?, ?> connection) {
		return this.delegate.releaseAsync(connection);
	}

	/**
	 * What an attempt led to, and when.
	 */
	private record Failure(RuntimeException exception, long time) {

	}

}
