package dev.redisenv.credentials;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The time from when a token was received until it expires.
 *
 * @param due when to ask for the next one
 * @param end when it is too late to log in with it
 */
record Lifetime(Instant due, Instant end) {

	/**
	 * For the way to the server, and clocks that differ a little.
	 */
	private static final Duration LONGEST_MARGIN = Duration.ofSeconds(10);

	/**
	 * Instances that started together ask at different times: after 70 to 85 % of the
	 * lifetime, so that some attempts may fail.
	 */
	static Lifetime of(Token token, Instant now) {
		Duration whole = Duration.between(now, token.expiry());
		Duration margin = whole.dividedBy(10);
		long due = Math.round(whole.toMillis() * ThreadLocalRandom.current().nextDouble(0.70, 0.85));
		return new Lifetime(now.plusMillis(due),
				token.expiry().minus((margin.compareTo(LONGEST_MARGIN) < 0) ? margin : LONGEST_MARGIN));
	}

}
