package dev.redisenv.connection;

import dev.redisenv.contract.Connection;
import dev.redisenv.contract.RedisSettings;
import dev.redisenv.diagnosis.Decider;
import io.lettuce.core.RedisClient;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Auto-configuration for the WebSocket connection. Its connection factory takes no part
 * in injection by type, so that whatever Spring Boot makes stays on the main connection.
 */
@AutoConfiguration(after = DataRedisAutoConfiguration.class)
@ConditionalOnClass(RedisClient.class)
@ConditionalOnSingleCandidate(RedisConnectionFactory.class)
public final class RedisWebSocketConnectionAutoConfiguration {

	private static final String CONNECTION_FACTORY = "webSocketRedisConnectionFactory";

	/**
	 * Makes the second factory, or none where the main one serves: whether there is one
	 * is known from the variables at run time, not when the application is built.
	 */
	@Bean(name = CONNECTION_FACTORY, defaultCandidate = false)
	@Nullable LettuceConnectionFactory webSocketRedisConnectionFactory(RedisSettings settings, RedisConnectionFactory main,
			LogIns logIns) {
		Connection connection = settings.webSocket();
		return (connection != null && !connection.equals(settings.connection()))
				? new SecondConnection(connection, Decider.ofWebSocket(settings), main, logIns).connectionFactory()
				: null;
	}

	@Bean
	@ConditionalOnMissingBean
	RedisWebSocketConnection redisWebSocketConnection(RedisConnectionFactory main,
			@Qualifier(CONNECTION_FACTORY) ObjectProvider<LettuceConnectionFactory> own) {
		RedisConnectionFactory second = own.getIfAvailable();
		return new RedisWebSocketConnection((second != null) ? second : main);
	}

}
