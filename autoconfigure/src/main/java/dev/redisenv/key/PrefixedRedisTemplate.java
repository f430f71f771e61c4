package dev.redisenv.key;

import java.util.List;

import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.core.Cursor;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.core.ScanOptions;
import org.springframework.data.redis.core.query.SortQuery;
import org.springframework.data.redis.serializer.RedisSerializer;

/**
 * A template whose keys and channels have the prefix, whatever serializer it is given.
 */
@NullUnmarked // as the template is
final class PrefixedRedisTemplate extends RedisTemplate<Object, Object> {

	private final KeyPrefix prefix;

	private final PrefixedArguments arguments;

	/** Not while the template sets itself up. */
	private boolean prefixed;

	PrefixedRedisTemplate(KeyPrefix prefix) {
		this.prefix = prefix;
		this.arguments = new PrefixedArguments(prefix);
	}

	@Override
	public void afterPropertiesSet() {
		super.afterPropertiesSet();
		this.prefixed = true;
		if (getKeySerializer() != null) {
			setKeySerializer(getKeySerializer());
		}
	}

	@Override
	public void setKeySerializer(RedisSerializer<?> serializer) {
		super.setKeySerializer(this.prefixed ? this.prefix.serializer(serializer) : serializer);
	}

	@Override
	public Cursor<Object> scan(ScanOptions options) {
		return super.scan(this.arguments.scan(options));
	}

	@Override
	public Object randomKey() {
		throw this.arguments.noRandomKey();
	}

	@Override
	public <T> List<T> sort(SortQuery<Object> query, @Nullable RedisSerializer<T> resultSerializer) {
		return super.sort(this.arguments.sort(query), resultSerializer);
	}

	@Override
	public Long sort(SortQuery<Object> query, Object storeKey) {
		return super.sort(this.arguments.sort(query), storeKey);
	}

	@Override
	public Long convertAndSend(String channel, Object message) {
		return super.convertAndSend(this.arguments.channel(channel), message);
	}

}
