package dev.redisenv.contract;

import java.time.Duration;

/**
 * Settings of the keep-alive.
 *
 * @param interval time between two PINGs; zero sends none
 * @param timeout how long one PING may take before its link counts as dead
 */
public record Ping(Duration interval, Duration timeout) {

	/**
	 * Returns whether PINGs are sent.
	 * @return {@code true} where the interval is not zero
	 */
	public boolean enabled() {
		return !this.interval.isZero();
	}

}
