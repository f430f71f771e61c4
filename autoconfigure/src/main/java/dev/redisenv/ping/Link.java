package dev.redisenv.ping;

import org.jspecify.annotations.Nullable;

/**
 * One link to one server.
 *
 * @param connection name of the connection factory
 * @param node the node of a cluster as {@code host:port}; {@code null} where the
 * connection is one link
 */
record Link(String connection, @Nullable String node) {

	@Override
	public String toString() {
		return (this.node != null) ? this.connection + " (" + this.node + ")" : this.connection;
	}

}
