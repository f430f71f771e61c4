package dev.redisenv.near;

/**
 * What is done about news of changes. Called by threads of the client.
 */
interface Invalidations {

	void changed(byte[] key);

	/**
	 * Everything may have changed.
	 */
	void reset();

}
