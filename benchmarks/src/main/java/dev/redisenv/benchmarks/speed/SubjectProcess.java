package dev.redisenv.benchmarks.speed;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import dev.redisenv.benchmarks.ClassPath;
import dev.redisenv.benchmarks.speed.Row.Cell;

/**
 * The other end of a {@link SubjectProgram}. It lives for several rounds, so that the
 * compilers have done their work when a number counts.
 */
final class SubjectProcess implements AutoCloseable {

	/** The jars of Spring Boot that come with the actuator. */
	private static final Pattern ACTUATOR = Pattern.compile("spring-boot-(starter-)?(actuator|micrometer)-.*");

	private final Process process;

	private final Writer cells;

	private final BufferedReader answers;

	private SubjectProcess(Process process) {
		this.process = process;
		this.cells = process.outputWriter(StandardCharsets.US_ASCII);
		this.answers = process.inputReader(StandardCharsets.US_ASCII);
	}

	static SubjectProcess start(Subject subject, String server, String effort) throws IOException {
		return new SubjectProcess(
				new ProcessBuilder(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
						classPath(subject).toString(), "-Djmh.ignoreLock=true",
						"-D" + Application.SERVER + "=" + server, SubjectProgram.class.getName(), effort))
					.redirectError(ProcessBuilder.Redirect.INHERIT)
					.start());
	}

	private static ClassPath classPath(Subject subject) {
		ClassPath path = subject.hasStarter() ? ClassPath.whole() : ClassPath.whole().withoutStarter();
		return subject.hasActuator() ? path : path.without(ACTUATOR);
	}

	/**
	 * Measures once.
	 * @throws IllegalStateException when the process has ended
	 */
	Map<Metric, Double> measure(Cell cell) throws IOException {
		this.cells.write(cell.line() + "\n");
		this.cells.flush();
		for (String line = this.answers.readLine(); line != null; line = this.answers.readLine()) {
			if (line.startsWith(SubjectProgram.ANSWER)) {
				return SubjectProgram.numbers(line);
			}
		}
		throw new IllegalStateException("The process has ended: " + cell);
	}

	@Override
	public void close() {
		this.process.destroy();
	}

}
