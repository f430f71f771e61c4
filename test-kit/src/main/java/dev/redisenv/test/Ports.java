package dev.redisenv.test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds ports nobody listens on. They lie below the range from which systems take ports
 * for outgoing connections, and so does the bus port of a Cluster node: otherwise a
 * connection could take the port of a server that is down for a moment.
 */
final class Ports {

	static final int BUS_OFFSET = 10_000;

	private static final int FIRST = 11_000;

	private static final int LAST = 22_000;

	private static final int ATTEMPTS = 200;

	private Ports() {
	}

	static int free() {
		for (int i = 0; i < ATTEMPTS; i++) {
			int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
			if (isFree(port) && isFree(port + BUS_OFFSET)) {
				return port;
			}
		}
		throw new RedisServerException(
				"No free port found on 127.0.0.1 between " + FIRST + " and " + LAST + ". End what occupies them.");
	}

	/**
	 * Listens on a port of 127.0.0.1.
	 */
	static ServerSocketChannel listen(int port) throws IOException {
		ServerSocketChannel listener = ServerSocketChannel.open();
		try {
			return listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
		}
		catch (IOException ex) {
			listener.close();
			throw ex;
		}
	}

	private static boolean isFree(int port) {
		try {
			listen(port).close();
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

}
