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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.redisenv.test.RedisServer;

import org.springframework.util.Assert;

/**
 * Sees every command that a server executes from now on. The server's default user must
 * have no password.
 */
public final class Monitor implements AutoCloseable {

	private static final Pattern LINE = Pattern.compile("\\S+ \\[\\d+ (\\S+)] (.*)");

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
				Command command = Command.of(line);
				if (command.words().contains(end)) {
					break;
				}
				commands.add(command);
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
	 * @param client address of the client that sent it; {@code lua} for a script
	 * @param words its name and arguments
	 */
	public record Command(String client, List<String> words) {

		/**
		 * Reads what MONITOR says of a command.
		 */
		static Command of(String line) {
			Matcher matcher = LINE.matcher(line);
			Assert.isTrue(matcher.matches(), () -> "'line' must be one of MONITOR's, not " + line);
			return new Command(matcher.group(1),
					WORD.matcher(matcher.group(2)).results().map((word) -> word.group(1)).toList());
		}

		public boolean script() {
			return this.client.equals("lua");
		}

	}

}
