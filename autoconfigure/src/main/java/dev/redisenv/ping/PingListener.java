package dev.redisenv.ping;

import java.time.Duration;
import java.util.Set;

/**
 * Hears what becomes of PINGs. Called from threads of the client: an implementation
 * returns at once.
 */
interface PingListener {

	/**
	 * A connection is about to be pinged.
	 * @param connection name of the connection factory
	 * @param links all links that it has now
	 */
	default void pinging(String connection, Set<Link> links) {
	}

	/**
	 * The server answered.
	 * @param link the link
	 * @param latency how long that took
	 */
	void answered(Link link, Duration latency);

	/**
	 * There was no answer, or not the right one.
	 * @param link the link
	 * @param duration how long it took to know
	 * @param reason why, in a few words
	 */
	void failed(Link link, Duration duration, String reason);

	/**
	 * A link was closed since its server did not answer in time.
	 * @param link the link
	 */
	default void closed(Link link) {
	}

}
