package dev.redisenv.benchmarks.footprint;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.redisenv.test.RedisServer;

/**
 * What travels between the application and the server.
 */
final class Wire {

	/** Longer than any write that goes on after a response. */
	private static final int QUIET_MILLIS = 500;

	private static final Pattern COMMAND = Pattern.compile("\\S+ \\[\\d+ (\\S+)] \"([^\"]+)\".*");

	private final RedisServer server;

	Wire(RedisServer server) {
		this.server = server;
	}

	/**
	 * Returns the names of the commands that were sent meanwhile, without those that a
	 * script called.
	 */
	List<String> commands(Runnable work) {
		List<String> commands = new ArrayList<>();
		try (Socket socket = new Socket(this.server.host(), this.server.port())) {
			socket.setSoTimeout(QUIET_MILLIS);
			socket.getOutputStream().write("MONITOR\r\n".getBytes(StandardCharsets.US_ASCII));
			BufferedReader lines = new BufferedReader(
					new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
			lines.readLine();
			work.run();
			try {
				for (String line = lines.readLine(); line != null; line = lines.readLine()) {
					Matcher command = COMMAND.matcher(line);
					if (command.matches() && !command.group(1).equals("lua")) {
						commands.add(command.group(2));
					}
				}
			}
			catch (SocketTimeoutException ex) {
				// It is quiet.
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return commands;
	}

	/**
	 * Returns the bytes that an operation sends and receives.
	 */
	Bytes bytes(int operations, Runnable work) throws InterruptedException {
		Bytes before = total();
		Bytes question = total().minus(before);
		for (int i = 0; i < operations; i++) {
			work.run();
		}
		Thread.sleep(QUIET_MILLIS);
		Bytes all = total().minus(before).minus(question).minus(question);
		return new Bytes(Math.round((double) all.sent() / operations),
				Math.round((double) all.received() / operations));
	}

	private Bytes total() {
		String stats = this.server.command("INFO", "stats");
		return new Bytes(field(stats, "total_net_input_bytes"), field(stats, "total_net_output_bytes"));
	}

	/**
	 * Returns how many connections there are, those of the test kit included.
	 */
	long connections() {
		return field(this.server.command("INFO", "clients"), "connected_clients");
	}

	private static long field(String info, String name) {
		return info.lines()
			.filter((line) -> line.startsWith(name + ":"))
			.mapToLong((line) -> Long.parseLong(line.substring(name.length() + 1).strip()))
			.findFirst()
			.orElseThrow();
	}

	/**
	 * Bytes as the application sees them.
	 *
	 * @param sent to the server
	 * @param received from the server
	 */
	record Bytes(long sent, long received) {

		Bytes minus(Bytes other) {
			return new Bytes(this.sent - other.sent, this.received - other.received);
		}

		@Override
		public String toString() {
			return "%,d + %,d".formatted(this.sent, this.received);
		}

	}

}
