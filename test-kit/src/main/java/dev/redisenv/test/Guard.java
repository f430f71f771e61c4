package dev.redisenv.test;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Sees to it that nothing outlives this JVM: neither a server nor a file, not even when
 * the JVM is killed.
 * <p>
 * It is a child process that reads process ids from its standard input. The operating
 * system closes that pipe when the JVM ends, in whatever way; the child then kills what
 * is still registered and removes the directory in which all servers of this JVM live. A
 * server must be registered before it runs, otherwise a JVM that dies in between leaves
 * it behind: see {@link ServerProcess}.
 */
final class Guard {

	private final Path root;

	private final OutputStream input;

	private Guard() throws IOException {
		this.root = Files.createTempDirectory("redis-env-test-").toRealPath();
		this.input = new ProcessBuilder("sh", "-c", script(), "redis-env-test-guard", this.root.toString())
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.start()
			.getOutputStream();
	}

	static Guard ofThisJvm() {
		return Holder.GUARD;
	}

	private static String script() throws IOException {
		try (InputStream script = Guard.class.getResourceAsStream("guard.sh")) {
			if (script == null) {
				throw new IOException("guard.sh is missing beside " + Guard.class.getName());
			}
			return new String(script.readAllBytes(), StandardCharsets.UTF_8);
		}
	}

	/**
	 * Creates a directory that is removed when this JVM ends, readable to its owner only.
	 * @param purpose start of its name
	 */
	Path directory(String purpose) {
		try {
			return Files.createTempDirectory(this.root, purpose + "-");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	void register(long pid) {
		tell("+ " + pid);
	}

	void deregister(long pid) {
		tell("- " + pid);
	}

	private synchronized void tell(String line) {
		try {
			this.input.write((line + "\n").getBytes(StandardCharsets.UTF_8));
			this.input.flush();
		}
		catch (IOException ex) {
			throw new RedisServerException("The guard process, which ends the servers when this JVM dies, is gone."
					+ " Let it run until the tests are done.", ex);
		}
	}

	private static final class Holder {

		static final Guard GUARD = start();

		private static Guard start() {
			try {
				return new Guard();
			}
			catch (IOException ex) {
				throw new RedisServerException("The guard process for test servers does not start."
						+ " It needs the command sh on the PATH and a directory for temporary files.", ex);
			}
		}

	}

}
