package dev.redisenv.sample.chat;

import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * Keeps messages in Redis where there is one. Where Redis is off, nobody makes a
 * template.
 */
@Configuration(proxyBeanMethods = false)
class ChatConfiguration {

	@Bean
	Messages messages(ObjectProvider<StringRedisTemplate> redis, JsonMapper json) {
		StringRedisTemplate template = redis.getIfAvailable();
		return (template != null) ? new RedisMessages(template, json) : new InMemoryMessages();
	}

}
