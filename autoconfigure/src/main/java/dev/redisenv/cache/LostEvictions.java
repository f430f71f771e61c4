package dev.redisenv.cache;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.redisenv.connection.RedisOutages.Reach;

import org.springframework.data.redis.cache.RedisCacheWriter;

/**
 * What one cache should have removed while its server did not answer. Removed later, an
 * old value does not come back with the server. Beyond a number of keys the whole cache
 * is cleared instead.
 */
final class LostEvictions {

	private static final int MOST = 10_000;

	/** Each byte of a key is a character. */
	private final Set<String> keys = ConcurrentHashMap.newKeySet();

	private volatile boolean all;

	private volatile boolean clearing;

	void add(byte[] key) {
		if (this.keys.size() < MOST) {
			this.keys.add(new String(key, StandardCharsets.ISO_8859_1));
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
	 * Returns whether what the cache holds should not be there.
	 */
	boolean owesClear() {
		return this.all || this.clearing;
	}

	/**
	 * Removes what can be removed now.
	 * @param pattern what all keys of the cache look like
	 * @param reach which servers answer
	 * @throws org.springframework.dao.DataAccessException when that fails; what is left
	 * is not forgotten
	 */
	synchronized void catchUp(String cache, RedisCacheWriter writer, byte[] pattern, Reach reach) {
		if (this.all && reach.everything()) {
			this.clearing = true;
			// What is added from here on is for the next time.
			this.all = false;
			try {
				writer.clear(cache, pattern);
			}
			catch (RuntimeException ex) {
				this.all = true;
				throw ex;
			}
			finally {
				this.clearing = false;
			}
		}
		for (String name : List.copyOf(this.keys)) {
			byte[] key = name.getBytes(StandardCharsets.ISO_8859_1);
			if (reach.includes(key)) {
				this.keys.remove(name);
				evict(cache, writer, key);
			}
		}
	}

	private void evict(String cache, RedisCacheWriter writer, byte[] key) {
		try {
			writer.evict(cache, key);
		}
		catch (RuntimeException ex) {
			add(key);
			throw ex;
		}
	}

}
