package dev.redisenv.test;

import org.jspecify.annotations.Nullable;

/**
 * A server could not be found or started, did not reach the wanted state in time, or
 * refused a command. The message never holds a password the server was given.
 */
public final class RedisServerException extends RuntimeException {

	RedisServerException(String message) {
		super(message);
	}

	RedisServerException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
