package dev.redisenv.session;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What was last seen of some keys. It forgets the oldest ones, which costs a round trip
 * at most.
 *
 * @param <V> type of what was seen
 */
final class Recent<V> {

	/** More than requests run at the same time. */
	private static final int MAX = 10_000;

	/** Guarded by this object. */
	private final Map<String, V> values = new LinkedHashMap<>();

	synchronized @Nullable V get(String key) {
		return this.values.get(key);
	}

	/**
	 * Remembers a value.
	 * @param key the key
	 * @param value its newest value
	 * @return what was remembered until now; {@code null} for nothing
	 */
	synchronized @Nullable V put(String key, V value) {
		V before = this.values.remove(key);
		this.values.put(key, value);
		if (this.values.size() > MAX) {
			this.values.remove(this.values.keySet().iterator().next());
		}
		return before;
	}

	synchronized void forget(String key) {
		this.values.remove(key);
	}

}
