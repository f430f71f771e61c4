package dev.redisenv.test;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One run of a server as a process of the operating system.
 * <p>
 * The process waits for a word before it becomes the server, and the guard knows it by
 * then: a JVM that dies at any moment closes either the pipe to the guard or the one to
 * the waiting process.
 */
final class ServerProcess {

	private static final String START_ON_A_WORD = "read -r go && exec \"$0\" \"$@\"";

	private final Process process;

	private final Path output;

	private ServerProcess(Process process, Path output) {
		this.process = process;
		this.output = output;
	}

	/**
	 * Starts the command in the directory, its output in a new file there.
	 */
	static ServerProcess start(Path directory, List<String> command) {
		Path output = directory.resolve("server.log");
		List<String> line = new ArrayList<>(List.of("sh", "-c", START_ON_A_WORD));
		line.addAll(command);
		try {
			Process process = new ProcessBuilder(line).directory(directory.toFile())
				.redirectErrorStream(true)
				.redirectOutput(output.toFile())
				.start();
			Guard.ofThisJvm().register(process.pid());
			go(process);
			return new ServerProcess(process, output);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void go(Process process) throws IOException {
		try (OutputStream input = process.getOutputStream()) {
			input.write('\n');
		}
	}

	long pid() {
		return this.process.pid();
	}

	boolean isAlive() {
		return this.process.isAlive();
	}

	void kill() {
		this.process.destroyForcibly();
		if (!ended(Await.LIMIT)) {
			throw new RedisServerException("The server with process id " + pid() + " survives SIGKILL.");
		}
	}

	/**
	 * Lets the server end in order, which a frozen one cannot, or kills it in the end.
	 */
	void stop() {
		this.process.destroy();
		if (!ended(Duration.ofSeconds(5))) {
			kill();
		}
	}

	/**
	 * Waits for the end of the process.
	 * @return whether it ended within the limit
	 */
	boolean ended(Duration limit) {
		boolean ended = ended(this.process, limit);
		if (ended) {
			Guard.ofThisJvm().deregister(pid());
		}
		return ended;
	}

	private static boolean ended(Process process, Duration limit) {
		try {
			return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new RedisServerException("Interrupted while waiting for a server.", ex);
		}
	}

	void signal(String name) {
		if (!isAlive()) {
			throw new RedisServerException("The server has ended and takes no SIG" + name + ". Restart it first.");
		}
		try {
			Process kill = new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid())
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.redirectError(ProcessBuilder.Redirect.DISCARD)
				.start();
			if (ended(kill, Await.LIMIT) && kill.exitValue() == 0) {
				return;
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		throw new RedisServerException("The server with process id " + pid() + " takes no SIG" + name + ".");
	}

	/**
	 * Returns the end of what the server wrote.
	 */
	String log() {
		try {
			List<String> lines = new String(Files.readAllBytes(this.output), StandardCharsets.UTF_8).lines().toList();
			return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
