package dev.redisenv.key;

import dev.redisenv.contract.Keys;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.util.Assert;

/**
 * What all keys and channels of the application begin with. Without a prefix every key is
 * what it is.
 * <p>
 * Spring Boot's four template beans put it before keys and channels by themselves, so
 * what they are given has none. Whatever else names a key or a channel, a listener's
 * topic for example, asks {@link #key(String)}.
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

	/**
	 * Returns a serializer that puts the prefix before keys and takes it off again, for
	 * the application's own templates. A key without it, which can only be somebody
	 * else's, is read as it is.
	 * @param <T> type of the keys
	 * @param delegate what writes and reads the key itself
	 * @return a serializer for keys; the delegate itself where no prefix is set
	 */
	public <T> RedisSerializer<T> serializer(RedisSerializer<T> delegate) {
		Assert.notNull(delegate, "'delegate' must not be null");
		if (this.prefix == null || delegate instanceof PrefixedSerializer) {
			return delegate;
		}
		return new PrefixedSerializer<>(key(""), delegate);
	}

	/**
	 * Returns the command that makes an ACL user who reaches the keys and channels of
	 * this application, nothing else, and may do what it needs. It holds
	 * {@code <password>} in the place of the password.
	 * @param user name of the user, without blanks
	 * @return a line for {@code redis-cli}
	 */
	public String aclSetUser(String user) {
		return AclUser.command(user, this.prefix);
	}

}
