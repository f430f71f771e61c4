package dev.redisenv.session;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import dev.redisenv.test.RedisServer;

/**
 * Listens to what clients send to a server.
 */
final class Monitor implements AutoCloseable {

	private final RedisServer server;

	private final Socket socket;

	private final BufferedReader lines;

	Monitor(RedisServer server) throws IOException {
		this.server = server;
		this.socket = new Socket(server.host(), server.port());
		this.socket.getOutputStream().write("MONITOR\r\n".getBytes(StandardCharsets.UTF_8));
		this.lines = new BufferedReader(new InputStreamReader(this.socket.getInputStream(), StandardCharsets.UTF_8));
		this.lines.readLine();
	}

	/**
	 * Returns the names of the commands for sessions since the last call. What a script
	 * calls is no command of its own.
	 */
	List<String> commands() throws IOException {
		String end = UUID.randomUUID().toString();
		this.server.command("ECHO", end);
		List<String> commands = new ArrayList<>();
		for (String line = this.lines.readLine(); !line.contains(end); line = this.lines.readLine()) {
			String[] words = line.split(" ", 5);
			if (!words[2].equals("lua]") && line.contains(":sessions:")) {
				commands.add(words[3].replace("\"", ""));
			}
		}
		return commands;
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
