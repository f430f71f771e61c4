package dev.redisenv.ping;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Stands between an application and a server, and can let links go dead as a network
 * does: they stay open, and nothing comes through any more.
 */
final class Relay implements AutoCloseable {

	private final ServerSocket entrance;

	private final int target;

	private final List<Wire> wires = new CopyOnWriteArrayList<>();

	Relay(int target) throws IOException {
		this.target = target;
		this.entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		start(this::accept);
	}

	int port() {
		return this.entrance.getLocalPort();
	}

	/**
	 * Kills the links that exist now. New ones work.
	 */
	void killSilently() {
		this.wires.forEach((wire) -> wire.dead = true);
	}

	private void accept() throws IOException {
		while (!this.entrance.isClosed()) {
			Socket client = this.entrance.accept();
			Wire wire = new Wire(client, new Socket(InetAddress.getLoopbackAddress(), this.target));
			this.wires.add(wire);
			start(() -> wire.copy(wire.client, wire.server));
			start(() -> wire.copy(wire.server, wire.client));
		}
	}

	private static void start(Work work) {
		Thread thread = new Thread(() -> {
			try {
				work.run();
			}
			catch (IOException ex) {
				// One of both sides closed its socket.
			}
		}, "relay");
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() {
		try (this.entrance) {
			for (Wire wire : this.wires) {
				wire.close();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private interface Work {

		void run() throws IOException;

	}

	private static final class Wire {

		private final Socket client;

		private final Socket server;

		private volatile boolean dead;

		Wire(Socket client, Socket server) {
			this.client = client;
			this.server = server;
		}

		void copy(Socket from, Socket to) throws IOException {
			InputStream in = from.getInputStream();
			OutputStream out = to.getOutputStream();
			byte[] buffer = new byte[8192];
			for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
				if (!this.dead) {
					out.write(buffer, 0, length);
				}
			}
			if (!this.dead) {
				close();
			}
		}

		void close() throws IOException {
			this.client.close();
			this.server.close();
		}

	}

}
