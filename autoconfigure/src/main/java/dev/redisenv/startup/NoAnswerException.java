package dev.redisenv.startup;

import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * A Redis does not answer.
 */
final class NoAnswerException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient RedisConnectionFactory connectionFactory;

	/**
	 * Creates an exception.
	 * @param connectionFactory what was to connect
	 * @param servers hosts and ports
	 * @param reason why there is no answer, as one sentence
	 * @param cause what the attempt led to
	 */
	NoAnswerException(RedisConnectionFactory connectionFactory, String servers, String reason, Throwable cause) {
		super("Redis does not answer at %s: %s".formatted(servers, reason), cause);
		this.connectionFactory = connectionFactory;
	}

	RedisConnectionFactory connectionFactory() {
		return this.connectionFactory;
	}

}
