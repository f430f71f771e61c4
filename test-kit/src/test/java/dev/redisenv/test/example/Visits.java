package dev.redisenv.test.example;

import java.util.Objects;

import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * Counts in Redis.
 */
class Visits {

	private final StringRedisTemplate redis;

	Visits(StringRedisTemplate redis) {
		this.redis = redis;
	}

	long count() {
		return Objects.requireNonNull(this.redis.opsForValue().increment("visits"));
	}

}
