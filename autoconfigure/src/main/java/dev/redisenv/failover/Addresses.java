package dev.redisenv.failover;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;

import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;

/**
 * Compares addresses of servers, by name or by number.
 */
final class Addresses {

	private Addresses() {
	}

	static boolean equal(@Nullable SocketAddress one, @Nullable SocketAddress other) {
		if (!(one instanceof InetSocketAddress left) || !(other instanceof InetSocketAddress right)) {
			return one != null && one.equals(other);
		}
		if (left.getPort() != right.getPort()) {
			return false;
		}
		byte[] number = number(left);
		return left.getHostString().equalsIgnoreCase(right.getHostString())
				|| (number != null && Arrays.equals(number, number(right)));
	}

	/**
	 * Returns the number that an address is or was resolved to; there are many ways to
	 * write one.
	 */
	private static byte @Nullable [] number(InetSocketAddress address) {
		return (address.getAddress() != null) ? address.getAddress().getAddress()
				: NetUtil.createByteArrayFromIpAddressString(address.getHostString());
	}

}
