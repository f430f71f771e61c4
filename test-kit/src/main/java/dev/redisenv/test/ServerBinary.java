package dev.redisenv.test;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import redis.embedded.core.ExecutableProvider;
import redis.embedded.error.OsArchitectureNotFound;
import redis.embedded.model.OsArchitecture;

/**
 * Where the server to start comes from: the setting, then the search path, then the
 * embedded one.
 *
 * @param setting path of an executable, name of a command, or {@value #EMBEDDED}; may be
 * null or empty
 * @param searchPath directories with commands; may be null
 * @param resource name of the embedded server for this system; null where there is none
 */
record ServerBinary(@Nullable String setting, @Nullable String searchPath, @Nullable String resource) {

	static final String PROPERTY = "redis-env.test.server";

	static final String VARIABLE = "REDIS_ENV_TEST_SERVER";

	private static final String EMBEDDED = "embedded";

	private static final String REMEDY = "Install redis-server or valkey-server, or let the system property " + PROPERTY
			+ " (or the variable " + VARIABLE + ") name one: its path, a command, or \"" + EMBEDDED + "\".";

	static ServerBinary ofThisJvm() {
		String property = System.getProperty(PROPERTY);
		return new ServerBinary((property != null) ? property : System.getenv(VARIABLE), System.getenv("PATH"),
				embeddedResource());
	}

	private static @Nullable String embeddedResource() {
		try {
			return ExecutableProvider.newProvidedVersionsMap().get(OsArchitecture.detectOSandArchitecture());
		}
		catch (OsArchitectureNotFound ex) {
			return null;
		}
	}

	/**
	 * Finds the server.
	 * @throws RedisServerException if there is none, with what to do about it
	 */
	Path find() {
		if (this.setting != null && !this.setting.isBlank()) {
			return chosen(this.setting.trim());
		}
		return Stream.of("redis-server", "valkey-server")
			.flatMap((name) -> command(name).stream())
			.findFirst()
			.orElseGet(this::embedded);
	}

	private Path chosen(String name) {
		if (name.equals(EMBEDDED)) {
			return embedded();
		}
		return (name.contains(File.separator) ? executable(Path.of(name)) : command(name))
			.orElseThrow(() -> new RedisServerException(
					PROPERTY + " (or " + VARIABLE + ") names no executable: \"" + name + "\". " + REMEDY));
	}

	private Optional<Path> command(String name) {
		List<String> directories = (this.searchPath != null) ? List.of(this.searchPath.split(File.pathSeparator, -1))
				: List.of();
		return directories.stream()
			.filter((directory) -> !directory.isEmpty())
			.flatMap((directory) -> executable(Path.of(directory, name)).stream())
			.findFirst();
	}

	private static Optional<Path> executable(Path file) {
		return (Files.isRegularFile(file) && Files.isExecutable(file)) ? Optional.of(file.toAbsolutePath())
				: Optional.empty();
	}

	private Path embedded() {
		if (this.resource == null) {
			throw new RedisServerException("There is no Redis server on the PATH, and no embedded one for "
					+ System.getProperty("os.name") + " on " + System.getProperty("os.arch") + ". " + REMEDY);
		}
		return Embedded.extracted(this.resource);
	}

	/**
	 * The embedded server, written to a file once per JVM.
	 */
	private static final class Embedded {

		private static final Path DIRECTORY = Guard.ofThisJvm().directory("embedded");

		static synchronized Path extracted(String resource) {
			Path file = DIRECTORY.resolve("redis-server");
			if (!Files.exists(file)) {
				try (InputStream content = ExecutableProvider.class.getResourceAsStream(resource)) {
					if (content == null) {
						throw new RedisServerException("The embedded server is missing: " + resource + ". " + REMEDY);
					}
					Files.copy(content, file);
					if (!file.toFile().setExecutable(true)) {
						throw new IOException("Not made executable: " + file);
					}
				}
				catch (IOException ex) {
					throw new UncheckedIOException(ex);
				}
			}
			return file;
		}

	}

}
