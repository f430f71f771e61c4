package dev.redisenv.test;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import javax.net.ssl.SSLSocketFactory;

import org.jspecify.annotations.Nullable;

/**
 * Sends a command to a server with the kit's own rights, over a connection of its own.
 * Speaks the protocol itself, so that the kit brings no client into the test.
 *
 * @param port where the server listens
 * @param admin whose rights to use
 * @param tls makes TLS connections; null where the server speaks plain text
 */
record AdminLink(int port, Admin admin, @Nullable SSLSocketFactory tls) {

	/**
	 * Executes a command.
	 * @param limit how long every single answer may take
	 * @param words the command and its arguments
	 * @return the reply as text, the elements of a list on lines of their own, and
	 * {@code (nil)} where there is none
	 * @throws RedisServerException if the server refuses or does not answer
	 */
	String command(Duration limit, String... words) {
		try (Socket socket = connect(limit)) {
			ByteArrayOutputStream request = new ByteArrayOutputStream();
			write(request, "AUTH", this.admin.user(), this.admin.password());
			write(request, words);
			socket.getOutputStream().write(request.toByteArray());
			InputStream replies = new BufferedInputStream(socket.getInputStream());
			read(replies);
			return read(replies);
		}
		catch (IOException ex) {
			throw new RedisServerException(
					"The server on port " + this.port + " does not answer " + words[0] + ": " + ex.getMessage(), ex);
		}
	}

	/**
	 * Has the server tell what it executes from now on.
	 * @param limit how long it may take to begin
	 * @return a line for every command, until the server ends
	 */
	InputStream monitor(Duration limit) throws IOException {
		Socket socket = connect(limit);
		try {
			ByteArrayOutputStream request = new ByteArrayOutputStream();
			write(request, "AUTH", this.admin.user(), this.admin.password());
			write(request, "MONITOR");
			socket.getOutputStream().write(request.toByteArray());
			InputStream replies = new BufferedInputStream(socket.getInputStream());
			read(replies);
			read(replies);
			socket.setSoTimeout(0);
			return replies;
		}
		catch (IOException | RedisServerException ex) {
			socket.close();
			throw ex;
		}
	}

	private Socket connect(Duration limit) throws IOException {
		Socket socket = new Socket();
		try {
			socket.setSoTimeout(Math.toIntExact(limit.toMillis()));
			socket.setTcpNoDelay(true);
			InetAddress host = InetAddress.getLoopbackAddress();
			socket.connect(new InetSocketAddress(host, this.port), Math.toIntExact(limit.toMillis()));
			return (this.tls != null) ? this.tls.createSocket(socket, host.getHostAddress(), this.port, true) : socket;
		}
		catch (IOException ex) {
			socket.close();
			throw ex;
		}
	}

	private static void write(ByteArrayOutputStream request, String... words) {
		request.writeBytes(("*" + words.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
		for (String word : words) {
			byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
			request.writeBytes(("$" + bytes.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
			request.writeBytes(bytes);
			request.writeBytes(new byte[] { '\r', '\n' });
		}
	}

	private static String read(InputStream replies) throws IOException {
		int type = replies.read();
		String line = line(replies);
		return switch (type) {
			case '+', ':' -> line;
			case '-' -> throw new RedisServerException(line);
			case '$' -> text(replies, Integer.parseInt(line));
			case '*' -> list(replies, Integer.parseInt(line));
			default -> throw new EOFException("the connection ended");
		};
	}

	private static String line(InputStream replies) throws IOException {
		ByteArrayOutputStream line = new ByteArrayOutputStream();
		int octet = replies.read();
		while (octet != '\r' && octet != -1) {
			line.write(octet);
			octet = replies.read();
		}
		replies.skipNBytes(1);
		return line.toString(StandardCharsets.UTF_8);
	}

	private static String text(InputStream replies, int length) throws IOException {
		if (length < 0) {
			return "(nil)";
		}
		byte[] bytes = replies.readNBytes(length);
		replies.skipNBytes(2);
		return new String(bytes, StandardCharsets.UTF_8);
	}

	private static String list(InputStream replies, int size) throws IOException {
		if (size < 0) {
			return "(nil)";
		}
		List<String> elements = new ArrayList<>();
		for (int i = 0; i < size; i++) {
			elements.add(read(replies));
		}
		return String.join("\n", elements);
	}

}
