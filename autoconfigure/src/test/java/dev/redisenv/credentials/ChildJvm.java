package dev.redisenv.credentials;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A process of its own with the class path of this one, for what only the environment can
 * tell a library. Its environment holds the given variables and nothing else.
 */
final class ChildJvm implements AutoCloseable {

	private static final int LIMIT_SECONDS = 60;

	private final Process process;

	private final Path output;

	private ChildJvm(Process process, Path output) {
		this.process = process;
		this.output = output;
	}

	static ChildJvm start(Class<?> program, Map<String, String> environment) throws IOException {
		return start(program, environment, (entry) -> true);
	}

	/**
	 * Starts a program with a part of the class path.
	 */
	static ChildJvm start(Class<?> program, Map<String, String> environment, Predicate<String> classPath)
			throws IOException {
		String entries = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
			.filter(classPath)
			.collect(Collectors.joining(File.pathSeparator));
		List<String> command = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", entries, program.getName());
		Path output = Files.createTempFile("child-jvm", ".txt");
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
		builder.environment().clear();
		builder.environment().putAll(environment);
		return new ChildJvm(builder.start(), output);
	}

	boolean isAlive() {
		return this.process.isAlive();
	}

	/**
	 * Returns what it has printed so far.
	 */
	String output() throws IOException {
		return Files.readString(this.output);
	}

	/**
	 * Ends its input, and waits for the end of the program.
	 * @return the exit status
	 */
	int end() throws IOException, InterruptedException {
		this.process.getOutputStream().close();
		if (!this.process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
			throw new IllegalStateException("It does not end: " + output());
		}
		return this.process.exitValue();
	}

	@Override
	public void close() throws IOException {
		this.process.destroyForcibly();
		Files.delete(this.output);
	}

}
