package dev.redisenv.near;

import java.time.Duration;

/**
 * The servers do not tell of changes, for a reason that its message gives.
 */
final class Refusal extends RuntimeException {

	private final Duration pause;

	/**
	 * Creates it.
	 * @param reason ends the sentence "Near copies end when their time is over, since"
	 * @param pause how long they are not asked again
	 */
	Refusal(String reason, Duration pause) {
		super(reason);
		this.pause = pause;
	}

	Duration pause() {
		return this.pause;
	}

}
