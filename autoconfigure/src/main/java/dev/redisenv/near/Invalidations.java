package dev.redisenv.near;

import java.nio.ByteBuffer;

/**
 * What is done about news of changes. Called by threads of the client.
 */
interface Invalidations {

	void changed(ByteBuffer key);

	/**
	 * Everything may have changed.
	 */
	void reset();

}
