package dev.redisenv.near;

import java.util.concurrent.CompletableFuture;

/**
 * Why copies are what Redis holds. Times are those of {@link System#nanoTime()}.
 */
interface Freshness {

	/** The age of copies of which nothing is known. */
	long UNKNOWN = Long.MAX_VALUE;

	/**
	 * Returns how old copies may be that nobody has invalidated.
	 * @param now a time before a copy is looked for
	 * @param bound how long one may be out of date, in nanoseconds
	 * @return nanoseconds; {@link #UNKNOWN} where nothing tells
	 */
	long age(long now, long bound);

	/**
	 * Finds out when a copy ends that nobody invalidates.
	 * @param key what it is a copy of
	 * @param read a time before the value was read
	 * @param bound how long it may be out of date, in nanoseconds
	 * @return the time; a failure where it is not known
	 */
	CompletableFuture<Long> end(byte[] key, long read, long bound);

	/**
	 * Tells other processes of a change, as far as that can be done: without it their
	 * copies end with the bound.
	 * @param key what has changed, or what all keys begin with that have changed
	 */
	void tell(byte[] key);

}
