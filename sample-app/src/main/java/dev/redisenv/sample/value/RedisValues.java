package dev.redisenv.sample.value;

import java.util.Optional;

import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * Values that every instance of the application sees.
 *
 * @param redis where they are kept
 */
record RedisValues(StringRedisTemplate redis) implements Values {

	@Override
	public void set(String name, String text) {
		this.redis.opsForValue().set(key(name), text);
	}

	@Override
	public Optional<String> get(String name) {
		return Optional.ofNullable(this.redis.opsForValue().get(key(name)));
	}

	/**
	 * Returns a key that no name can turn into one of the caches or sessions.
	 */
	private static String key(String name) {
		return "value:" + name;
	}

}
