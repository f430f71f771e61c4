package dev.redisenv.connection;

import java.time.Duration;

import io.lettuce.core.RedisReadOnlyException;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.data.redis.RedisConnectionFailureException;

/**
 * When an operation that met a failover is tried again: the connection was lost, or a
 * former master answered that it is read-only.
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
		return failure instanceof RedisConnectionFailureException
				|| NestedExceptionUtils.getMostSpecificCause(failure) instanceof RedisReadOnlyException;
	}

}
