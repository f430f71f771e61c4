package dev.redisenv.diagnosis;

/**
 * Who decides on a connection, and so what has to be changed about it.
 */
public enum Decider {

	/** The variables of the contract. */
	VARIABLES,

	/** The variables for the WebSocket connection. */
	WEBSOCKET_VARIABLES,

	/** Properties of Spring Boot that the application sets. */
	PROPERTIES,

	/** A bean of the application, of a container, or of a test. */
	BEAN

}
