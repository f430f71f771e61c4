package dev.redisenv.contract;

import java.util.Map;

/**
 * One Redis URL, taken apart.
 *
 * @param tls whether the scheme asks for TLS
 * @param server the host, or with Sentinel the master's name, and the port
 * @param options everything else it says, decoded; user, password and database are here
 * whether they stood in front of the query or in it
 */
record RedisUrl(boolean tls, Values.HostAndPort server, Map<UrlOption, String> options) {

	RedisUrl {
		options = Map.copyOf(options);
	}

	/**
	 * Prints only what can be no secret.
	 */
	@Override
	public String toString() {
		return (this.tls ? "rediss://" : "redis://") + this.server.toNode(6379);
	}

}
