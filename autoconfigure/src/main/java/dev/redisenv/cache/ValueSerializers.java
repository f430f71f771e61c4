package dev.redisenv.cache;

import dev.redisenv.cache.CacheSettings.Namespace;
import dev.redisenv.cache.CacheSettings.Serializer;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.serializer.RedisSerializer;

/**
 * How values are written in Redis.
 */
final class ValueSerializers {

	private final RedisSerializer<Object> json;

	private final RedisSerializer<Object> java;

	ValueSerializers(TrustedTypes trusted, @Nullable ClassLoader classLoader) {
		this.json = JsonValues.naming(trusted);
		this.java = RedisSerializer.java(classLoader);
	}

	/**
	 * Returns what writes values where nothing is set.
	 */
	RedisSerializer<Object> standard() {
		return this.json;
	}

	/**
	 * Returns what is set for one cache, or {@code null} where nothing is.
	 */
	@Nullable RedisSerializer<?> of(Namespace namespace) {
		if (namespace.serializer() == Serializer.JDK) {
			return this.java;
		}
		if (namespace.type() != null) {
			return JsonValues.of(namespace.type());
		}
		return (namespace.serializer() == Serializer.JSON) ? this.json : null;
	}

}
