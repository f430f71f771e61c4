package dev.redisenv.key;

import dev.redisenv.contract.Keys;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * What all keys and channels of the application begin with. Without a prefix every key is
 * what it is.
 */
public final class KeyPrefix {

	private static final String KEY_SEPARATOR = "::";

	private static final String NAME_SEPARATOR = ":";

	private final @Nullable String prefix;

	KeyPrefix(Keys keys) {
		this.prefix = keys.prefix();
	}

	/**
	 * Returns the prefix itself.
	 * @return the prefix, or {@code null} where none is set
	 */
	public @Nullable String prefix() {
		return this.prefix;
	}

	/**
	 * Returns the full form of an application's key: <code>{prefix}::{key}</code>.
	 * @param key a key
	 * @return the key as the server sees it
	 */
	public String key(String key) {
		Assert.notNull(key, "'key' must not be null");
		return (this.prefix != null) ? this.prefix + KEY_SEPARATOR + key : key;
	}

	/**
	 * Returns the full form of a name that a feature owns, a channel or the beginning of
	 * its keys: <code>{prefix}:{name}</code>.
	 * @param name a name
	 * @return the name as the server sees it
	 */
	public String name(String name) {
		Assert.notNull(name, "'name' must not be null");
		return (this.prefix != null) ? this.prefix + NAME_SEPARATOR + name : name;
	}

}
