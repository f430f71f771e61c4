package dev.redisenv.sample.value;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * Keeps values in Redis where there is one. Where Redis is off, nobody makes a template.
 */
@Configuration(proxyBeanMethods = false)
class ValueConfiguration {

	@Bean
	Values values(ObjectProvider<StringRedisTemplate> redis) {
		StringRedisTemplate template = redis.getIfAvailable();
		return (template != null) ? new RedisValues(template) : new InMemoryValues();
	}

}
