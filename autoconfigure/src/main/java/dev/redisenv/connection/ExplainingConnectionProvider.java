package dev.redisenv.connection;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulConnection;

import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionProvider;

/**
 * Connects, or fails with the variable to change, where the cause is known.
 */
final class ExplainingConnectionProvider implements LettuceConnectionProvider, LettuceConnectionProvider.TargetAware {

	private final LettuceConnectionProvider delegate;

	private final String location;

	private final boolean tls;

	/**
	 * Creates a provider.
	 * @param delegate the provider that connects
	 * @param location the variable that decides where it connects
	 * @param tls whether its links are encrypted
	 */
	ExplainingConnectionProvider(LettuceConnectionProvider delegate, String location, boolean tls) {
		this.delegate = delegate;
		this.location = location;
		this.tls = tls;
	}

	@Override
	public <T extends StatefulConnection<?, ?>> T getConnection(Class<T> type) {
		return explained(() -> this.delegate.getConnection(type));
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
			ConnectionHint hint = ConnectionHint.of(ex, this.tls);
			throw (hint != null) ? new RedisConnectionFailureException(hint.text(this.location), ex) : ex;
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
			ConnectionHint hint = ConnectionHint.of(failure, this.tls);
			explained.completeExceptionally(
					(hint != null) ? new RedisConnectionFailureException(hint.text(this.location), failure) : failure);
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

}
