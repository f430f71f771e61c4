package dev.redisenv.connection;

import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * The connection for WebSocket traffic: the application's main one, unless the
 * {@code WEBSOCKET_*} variables say otherwise.
 */
public final class RedisWebSocketConnection {

	private final RedisConnectionFactory connectionFactory;

	RedisWebSocketConnection(RedisConnectionFactory connectionFactory) {
		this.connectionFactory = connectionFactory;
	}

	/**
	 * Returns the connection factory. It is the main connection's own where both
	 * connections have equal settings, so that they share one client.
	 * @return the connection factory
	 */
	public RedisConnectionFactory connectionFactory() {
		return this.connectionFactory;
	}

}
