package dev.redisenv;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

import dev.redisenv.test.RedisServer;

/**
 * Sees every command that a server executes from now on. The server's default user must
 * have no password.
 */
public final class Monitor implements AutoCloseable {

	private static final Pattern WORD = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

	private static final int LIMIT_IN_MILLISECONDS = 10_000;

	private final RedisServer server;

	private final Socket socket;

	private final BufferedReader lines;

	public Monitor(RedisServer server) {
		this.server = server;
		try {
			this.socket = new Socket(server.host(), server.port());
			this.socket.setSoTimeout(LIMIT_IN_MILLISECONDS);
			this.lines = new BufferedReader(
					new InputStreamReader(this.socket.getInputStream(), StandardCharsets.US_ASCII));
			this.socket.getOutputStream().write("MONITOR\r\n".getBytes(StandardCharsets.US_ASCII));
			this.lines.readLine();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public RedisServer server() {
		return this.server;
	}

	/**
	 * Returns every command so far, those of scripts too. What is not printable in them
	 * is escaped.
	 */
	public List<Command> commands() {
		String end = UUID.randomUUID().toString();
		this.server.command("ECHO", end);
		List<Command> commands = new ArrayList<>();
		try {
			for (String line = this.lines.readLine(); line != null; line = this.lines.readLine()) {
				List<String> words = WORD.matcher(line).results().map((word) -> word.group(1)).toList();
				if (words.contains(end)) {
					break;
				}
				commands.add(new Command(line.contains(" lua] "), words));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return commands;
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

	/**
	 * A command.
	 *
	 * @param script whether a script called it
	 * @param words its name and arguments
	 */
	public record Command(boolean script, List<String> words) {

	}

}
