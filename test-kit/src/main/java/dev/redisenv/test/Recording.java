package dev.redisenv.test;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What one run of a server executes, as MONITOR tells it, in a file of its own. It ends
 * with the server.
 */
final class Recording {

	private static final String VARIABLE = "REDIS_ENV_TEST_MONITOR";

	private static final Duration LIMIT = Duration.ofSeconds(2);

	private final Thread thread;

	private Recording(Thread thread) {
		this.thread = thread;
	}

	/**
	 * Begins to record, if the variable names a directory.
	 * @param server process id of the server
	 */
	static @Nullable Recording startIfWanted(AdminLink link, long server) {
		String directory = System.getenv(VARIABLE);
		if (directory == null || directory.isBlank()) {
			return null;
		}
		String name = "%d-%d-%d".formatted(ProcessHandle.current().pid(), link.port(), server);
		return start(link, Path.of(directory, name));
	}

	/**
	 * Begins to record.
	 * @param file must not exist
	 */
	static Recording start(AdminLink link, Path file) {
		try {
			Files.createDirectories(file.toAbsolutePath().getParent());
			InputStream lines = link.monitor(LIMIT);
			Thread thread = new Thread(() -> copy(lines, file), "recording-" + file.getFileName());
			thread.setDaemon(true);
			thread.start();
			return new Recording(thread);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void copy(InputStream lines, Path file) {
		try (lines) {
			Files.copy(lines, file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Waits until everything is written that a dead server has said.
	 */
	void awaitEnd() {
		try {
			this.thread.join(Await.LIMIT.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
