package dev.redisenv.contract;

/**
 * Who says where Redis is.
 */
public enum LocationOrigin {

	/** The variables of the contract. */
	VARIABLES,

	/** The application, by connection properties under {@code spring.data.redis}. */
	APPLICATION,

	/** Nobody: Redis is used only where the application brings a connection bean. */
	NOBODY,

	/** {@code USE_REDIS=false}: Redis is off. */
	OFF

}
