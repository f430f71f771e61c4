package dev.redisenv.sample.cache;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonValue;

import org.springframework.cache.Cache;
import org.springframework.data.redis.cache.RedisCacheWriter;

/**
 * The kinds of store a cache lives in.
 */
enum CacheStore {

	/** Seen by every instance. */
	REDIS,

	/** Seen by this instance. */
	MEMORY;

	static CacheStore of(Cache cache) {
		return (cache.getNativeCache() instanceof RedisCacheWriter) ? REDIS : MEMORY;
	}

	@JsonValue
	String word() {
		return name().toLowerCase(Locale.ROOT);
	}

}
