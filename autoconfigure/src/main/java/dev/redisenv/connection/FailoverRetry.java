package dev.redisenv.connection;

import java.time.Duration;

import io.lettuce.core.RedisException;
import io.lettuce.core.RedisLoadingException;
import io.lettuce.core.RedisReadOnlyException;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.data.redis.RedisConnectionFailureException;

/**
 * When an operation that met a failover is tried again: the connection was lost or could
 * not be used, or a server answered that it is read-only, loads its data, or misses a
 * part of its cluster.
 */
final class FailoverRetry {

	private static final Duration PAUSE = Duration.ofMillis(100);

	private FailoverRetry() {
	}

	static RetryPolicy policy(int attempts) {
		return RetryPolicy.builder()
			.maxRetries(attempts - 1L)
			.delay(PAUSE)
			.predicate(FailoverRetry::isFailover)
			.build();
	}

	private static boolean isFailover(Throwable failure) {
		Throwable cause = NestedExceptionUtils.getMostSpecificCause(failure);
		return failure instanceof RedisConnectionFailureException || cause instanceof RedisReadOnlyException
				|| cause instanceof RedisLoadingException || says(cause, "CLUSTERDOWN")
				|| says(cause, "Commands are rejected");
	}

	/**
	 * For what Lettuce has no type of its own: a cluster that serves no slot, and a
	 * command that is not queued.
	 */
	private static boolean says(Throwable cause, String text) {
		return cause instanceof RedisException && String.valueOf(cause.getMessage()).contains(text);
	}

}
