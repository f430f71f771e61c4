package dev.redisenv.credentials;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A process of its own with the class path of this one, for what only the environment can
 * tell a library.
 */
final class ChildJvm {

	private static final int LIMIT_SECONDS = 60;

	private ChildJvm() {
	}

	/**
	 * Runs a program to its end.
	 * @return what it printed
	 */
	static List<String> run(Class<?> program, Map<String, String> environment, String... arguments)
			throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
						"-cp", System.getProperty("java.class.path"), program.getName()));
		command.addAll(List.of(arguments));
		Path output = Files.createTempFile("child-jvm", ".txt");
		try {
			ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(output.toFile());
			builder.environment().putAll(environment);
			Process process = builder.start();
			try {
				if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
					throw new IllegalStateException(program.getSimpleName() + " fails: " + Files.readString(output));
				}
			}
			finally {
				process.destroyForcibly();
			}
			return Files.readAllLines(output);
		}
		finally {
			Files.delete(output);
		}
	}

}
