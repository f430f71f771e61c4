package dev.redisenv.contract;

/**
 * Where one server listens.
 *
 * @param host name or address; an IPv6 address without brackets
 * @param port TCP port
 */
public record Node(String host, int port) {

	/**
	 * Prints the node as {@code host:port}, an IPv6 address in brackets.
	 */
	@Override
	public String toString() {
		return (this.host.contains(":") ? "[" + this.host + "]" : this.host) + ":" + this.port;
	}

}
