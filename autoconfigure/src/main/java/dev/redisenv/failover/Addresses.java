package dev.redisenv.failover;

import java.net.InetSocketAddress;
import java.net.SocketAddress;

import org.jspecify.annotations.Nullable;

/**
 * Compares where a link leads with what servers say of themselves, by name or by number.
 */
final class Addresses {

	private Addresses() {
	}

	static boolean equal(@Nullable SocketAddress remote, InetSocketAddress server) {
		if (!(remote instanceof InetSocketAddress link) || link.getPort() != server.getPort()) {
			return false;
		}
		String host = server.getHostString();
		return link.getHostString().equals(host)
				|| (link.getAddress() != null && link.getAddress().getHostAddress().equals(host));
	}

}
