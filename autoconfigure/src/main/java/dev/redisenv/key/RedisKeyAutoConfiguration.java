package dev.redisenv.key;

import dev.redisenv.contract.RedisSettings;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration for the key prefix.
 */
@AutoConfiguration(before = DataRedisAutoConfiguration.class)
public final class RedisKeyAutoConfiguration {

	@Bean
	KeyPrefix redisKeyPrefix(RedisSettings settings) {
		return new KeyPrefix(settings.keys());
	}

	@Bean
	static KeyPrefixPostProcessor redisKeyPrefixPostProcessor(ObjectProvider<KeyPrefix> prefix) {
		return new KeyPrefixPostProcessor(prefix);
	}

}
