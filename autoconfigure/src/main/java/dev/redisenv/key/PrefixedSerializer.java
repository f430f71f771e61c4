package dev.redisenv.key;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.data.redis.util.ByteUtils;

/**
 * Puts the prefix before keys, and takes it off those that begin with it. A key that does
 * not is somebody else's, and stays as it is.
 */
final class PrefixedSerializer<T> implements RedisSerializer<T> {

	private final byte[] prefix;

	private final RedisSerializer<T> delegate;

	PrefixedSerializer(String prefix, RedisSerializer<T> delegate) {
		this.prefix = prefix.getBytes(StandardCharsets.UTF_8);
		this.delegate = delegate;
	}

	@Override
	public byte[] serialize(@Nullable T key) {
		byte[] bytes = this.delegate.serialize(key);
		return (key != null) ? ByteUtils.concat(this.prefix, bytes) : bytes;
	}

	@Override
	public @Nullable T deserialize(byte @Nullable [] bytes) {
		if (bytes == null || !isOurs(bytes)) {
			return this.delegate.deserialize(bytes);
		}
		return this.delegate.deserialize(Arrays.copyOfRange(bytes, this.prefix.length, bytes.length));
	}

	private boolean isOurs(byte[] bytes) {
		return bytes.length >= this.prefix.length
				&& Arrays.equals(bytes, 0, this.prefix.length, this.prefix, 0, this.prefix.length);
	}

	@Override
	public boolean canSerialize(Class<?> type) {
		return this.delegate.canSerialize(type);
	}

	@Override
	public Class<?> getTargetType() {
		return this.delegate.getTargetType();
	}

}
