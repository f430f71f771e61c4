package dev.redisenv.diagnosis;

import dev.redisenv.contract.Connection;
import dev.redisenv.contract.LocationOrigin;
import dev.redisenv.contract.RedisSettings;
import org.jspecify.annotations.Nullable;

/**
 * Who decides on a connection, and so what has to be changed about it.
 */
public enum Decider {

	/** The variables of the contract. */
	VARIABLES,

	/** The variables of the contract, with tokens in the place of a password. */
	VARIABLES_WITH_TOKENS,

	/** The variables for the WebSocket connection. */
	WEBSOCKET_VARIABLES,

	/** The variables for the WebSocket connection, with tokens. */
	WEBSOCKET_VARIABLES_WITH_TOKENS,

	/** Properties of Spring Boot that the application sets. */
	PROPERTIES,

	/** A bean of the application, of a container, or of a test. */
	BEAN;

	/**
	 * Returns who decides on the main connection.
	 * @param settings what the variables say
	 * @param ownLocation whether no bean of somebody else decides where it goes
	 * @return who decides
	 */
	public static Decider ofMain(RedisSettings settings, boolean ownLocation) {
		if (!ownLocation) {
			return BEAN;
		}
		if (settings.origin() != LocationOrigin.VARIABLES) {
			return PROPERTIES;
		}
		return usesTokens(settings.connection()) ? VARIABLES_WITH_TOKENS : VARIABLES;
	}

	/**
	 * Returns who decides on the WebSocket connection, where it is one of its own.
	 * @param settings what the variables say
	 * @return who decides
	 */
	public static Decider ofWebSocket(RedisSettings settings) {
		return usesTokens(settings.webSocket()) ? WEBSOCKET_VARIABLES_WITH_TOKENS : WEBSOCKET_VARIABLES;
	}

	/**
	 * Returns whether tokens log in.
	 * @return {@code true} where a cloud issues them
	 */
	public boolean withTokens() {
		return this == VARIABLES_WITH_TOKENS || this == WEBSOCKET_VARIABLES_WITH_TOKENS;
	}

	private static boolean usesTokens(@Nullable Connection connection) {
		return connection != null && connection.usesTokens();
	}

}
