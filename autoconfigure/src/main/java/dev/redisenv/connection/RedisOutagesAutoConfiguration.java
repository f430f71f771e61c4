package dev.redisenv.connection;

import java.time.Clock;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * Auto-configuration for the watch that knows which servers do not answer.
 */
@AutoConfiguration(after = DataRedisAutoConfiguration.class)
@ConditionalOnSingleCandidate(RedisConnectionFactory.class)
public final class RedisOutagesAutoConfiguration {

	@Bean
	RedisOutages redisOutages(RedisConnectionFactory connectionFactory) {
		return new RedisOutages(connectionFactory, Clock.systemUTC());
	}

}
