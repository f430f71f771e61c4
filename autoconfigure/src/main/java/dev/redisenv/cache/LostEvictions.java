package dev.redisenv.cache;

import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.data.redis.cache.RedisCacheWriter;

/**
 * What one cache should have removed while its server did not answer. Removed later, an
 * old value does not come back with the server. Beyond a number of keys the whole cache
 * is cleared instead.
 */
final class LostEvictions {

	private static final int MOST = 10_000;

	private final Set<ByteBuffer> keys = ConcurrentHashMap.newKeySet();

	private volatile boolean all;

	void add(byte[] key) {
		if (this.keys.size() < MOST) {
			this.keys.add(ByteBuffer.wrap(key));
		}
		else {
			addAll();
		}
	}

	void addAll() {
		this.all = true;
	}

	boolean isEmpty() {
		return this.keys.isEmpty() && !this.all;
	}

	/**
	 * Removes what can be removed now.
	 * @param pattern what all keys of the cache look like
	 * @param reach which servers answer
	 * @throws org.springframework.dao.DataAccessException when that fails; what is left
	 * is not forgotten
	 */
	void catchUp(String cache, RedisCacheWriter writer, byte[] pattern, Reach reach) {
		if (this.all && reach.everything()) {
			writer.clear(cache, pattern);
			this.all = false;
		}
		for (ByteBuffer key : this.keys) {
			if (reach.includes(key.array())) {
				writer.evict(cache, key.array());
				this.keys.remove(key);
			}
		}
	}

	/**
	 * Which servers answer.
	 */
	interface Reach {

		boolean everything();

		boolean includes(byte[] key);

	}

}
