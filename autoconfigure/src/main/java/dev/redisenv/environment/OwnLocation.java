package dev.redisenv.environment;

/**
 * A bean that is there where no bean of somebody else decides where the application
 * connects: neither connection details nor a connection factory.
 */
public final class OwnLocation {

	OwnLocation() {
	}

}
