package dev.redisenv.startup;

import java.time.Duration;

import org.springframework.core.retry.RetryPolicy;

/**
 * How attempts to reach Redis follow each other.
 */
final class Attempts {

	private static final Duration FIRST_PAUSE = Duration.ofMillis(250);

	private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

	private Attempts() {
	}

	/**
	 * Returns a policy without an end.
	 */
	static RetryPolicy.Builder policy() {
		return RetryPolicy.builder()
			.maxRetries(Long.MAX_VALUE)
			.delay(FIRST_PAUSE)
			.multiplier(2)
			.maxDelay(LONGEST_PAUSE);
	}

}
