package dev.redisenv.test;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/**
 * A client that does nothing but what the test says, over one TCP connection.
 */
final class PlainLink implements AutoCloseable {

	private static final int LIMIT = 10_000;

	private static final int SILENCE = 200;

	private final Socket socket;

	private final BufferedReader replies;

	private PlainLink(Socket socket) throws IOException {
		this.socket = socket;
		this.replies = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
	}

	static PlainLink to(RedisServer server) throws IOException {
		return new PlainLink(new Socket(server.host(), server.port()));
	}

	/**
	 * Asks over a connection of its own.
	 */
	static String ask(RedisServer server, String command) throws IOException {
		try (PlainLink link = to(server)) {
			return link.ask(command);
		}
	}

	String ask(String command) throws IOException {
		send(command);
		return reply();
	}

	void send(String command) throws IOException {
		this.socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Returns the next line.
	 */
	String reply() throws IOException {
		this.socket.setSoTimeout(LIMIT);
		return String.valueOf(this.replies.readLine());
	}

	/**
	 * Returns whether nothing arrives, not even the end.
	 */
	boolean isSilent() throws IOException {
		this.socket.setSoTimeout(SILENCE);
		try {
			this.replies.read();
			return false;
		}
		catch (SocketTimeoutException ex) {
			return true;
		}
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
