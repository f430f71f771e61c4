package dev.redisenv.test;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Waits for a state that servers reach on their own.
 */
final class Await {

	static final Duration LIMIT = Duration.ofSeconds(30);

	private static final Duration PAUSE = Duration.ofMillis(10);

	private Await() {
	}

	/**
	 * Asks until the state is reached. A server that refuses or does not answer counts as
	 * not there yet.
	 * @param state what is awaited, for the message
	 * @param reached asks the servers
	 * @throws RedisServerException if it takes longer than {@link #LIMIT}
	 */
	static void until(String state, BooleanSupplier reached) {
		until(state, reached, LIMIT, () -> {
		});
	}

	/**
	 * Does the same for a state that has to be asked for, and asks again now and then.
	 * @param state what is awaited, for the message
	 * @param reached asks the servers
	 * @param every how long to wait before asking for it again
	 * @param action asks for the state
	 * @throws RedisServerException if it takes longer than {@link #LIMIT}
	 */
	static void until(String state, BooleanSupplier reached, Duration every, Runnable action) {
		long start = System.nanoTime();
		long next = start;
		RedisServerException last = null;
		while (System.nanoTime() - start < LIMIT.toNanos()) {
			try {
				if (System.nanoTime() - next >= 0) {
					next = System.nanoTime() + every.toNanos();
					action.run();
				}
				if (reached.getAsBoolean()) {
					return;
				}
			}
			catch (RedisServerException ex) {
				last = ex;
			}
			pause();
		}
		throw new RedisServerException("Not reached within " + LIMIT.toSeconds() + " s: " + state + ".", last);
	}

	private static void pause() {
		try {
			Thread.sleep(PAUSE.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new RedisServerException("Interrupted while waiting for a server.", ex);
		}
	}

}
