package dev.redisenv.health;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

/**
 * An open connection that can be asked whether anybody is there.
 */
interface Line {

	/**
	 * Sends a PING.
	 * @param limit how long the answer may take
	 * @return the answer
	 * @throws ExecutionException where there is none, with the cause
	 * @throws TimeoutException where it does not come in time
	 * @throws InterruptedException where the thread is told to end
	 */
	Pong ping(Duration limit) throws ExecutionException, TimeoutException, InterruptedException;

	/**
	 * Asks what the server is.
	 * @param limit how long the answer may take
	 * @return the answer to INFO, or an empty text where the server refuses it
	 * @throws TimeoutException where it does not come in time
	 * @throws InterruptedException where the thread is told to end
	 */
	String info(Duration limit) throws TimeoutException, InterruptedException;

	/**
	 * Returns whether the link is up, as far as the client knows. Asks nobody.
	 */
	default boolean isUp() {
		return true;
	}

	/**
	 * Has an action run whenever the link is lost.
	 * @param lost the action
	 * @param known a line that is watched already; {@code null} where there is none
	 */
	default void watch(Runnable lost, @Nullable Line known) {
	}

}
