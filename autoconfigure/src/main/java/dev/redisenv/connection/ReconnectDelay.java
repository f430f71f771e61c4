package dev.redisenv.connection;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import dev.redisenv.contract.Limits;
import io.lettuce.core.resource.Delay;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Pause between two attempts to reconnect: exponential with full jitter, so that
 * instances do not come back all at once. After the last attempt the pause is as long as
 * Lettuce can count, which is for good.
 */
final class ReconnectDelay extends Delay {

	private static final Log log = LogFactory.getLog(ReconnectDelay.class);

	private static final Duration BASE = Duration.ofMillis(50);

	/**
	 * Behind Sentinels a link waits for them where they hold the master for lost. Until
	 * they do, it must not doze past the moment when they name another.
	 */
	private static final Duration MAX_BEHIND_SENTINELS = Duration.ofMillis(500);

	private static final Duration FOR_GOOD = Duration.ofMillis(Integer.MAX_VALUE);

	private final Delay delay;

	private final int maxAttempts;

	/**
	 * Creates the delay that the limits ask for.
	 */
	static ReconnectDelay of(Limits limits, boolean behindSentinels) {
		Duration max = limits.reconnectMaxDelay();
		boolean shorten = behindSentinels && max.compareTo(MAX_BEHIND_SENTINELS) > 0;
		return new ReconnectDelay(shorten ? MAX_BEHIND_SENTINELS : max, limits.reconnectMaxAttempts());
	}

	/**
	 * Creates the delay.
	 * @param max the longest pause
	 * @param maxAttempts attempts before giving up; zero is endless
	 */
	ReconnectDelay(Duration max, int maxAttempts) {
		this.delay = Delay.fullJitter(Duration.ofMillis(1), max, Math.min(BASE.toMillis(), max.toMillis()),
				TimeUnit.MILLISECONDS);
		this.maxAttempts = maxAttempts;
	}

	@Override
	public Duration createDelay(long attempt) {
		if (this.maxAttempts == 0 || attempt <= this.maxAttempts) {
			return this.delay.createDelay(attempt);
		}
		log.error("A link to Redis is given up after %d attempts to reconnect (REDIS_RETRY_MAX_ATTEMPTS)."
			.formatted(this.maxAttempts));
		return FOR_GOOD;
	}

}
