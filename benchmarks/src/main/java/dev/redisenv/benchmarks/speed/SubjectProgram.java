package dev.redisenv.benchmarks.speed;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

import dev.redisenv.benchmarks.speed.Row.Cell;
import org.openjdk.jmh.runner.RunnerException;

/**
 * The process of a subject: it measures the cells that it reads, a line for each, and
 * answers with a line of numbers.
 */
final class SubjectProgram {

	/** What answers begin with. */
	static final String ANSWER = "measured ";

	private static final PrintStream OUT = System.out;

	private SubjectProgram() {
	}

	/**
	 * Measures until there is nothing more to read.
	 * @param args the effort
	 */
	public static void main(String[] args) throws IOException, RunnerException {
		Thread.currentThread().setUncaughtExceptionHandler((main, failure) -> {
			// Reports it, as for every thread. Those of the application would go on.
			main.getThreadGroup().uncaughtException(main, failure);
			System.exit(1);
		});
		Path log = Files.createTempFile("speed", ".log");
		log.toFile().deleteOnExit();
		Measurement measurement = new Measurement(Effort.of(args[0]), log);
		BufferedReader cells = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
		for (String cell = cells.readLine(); cell != null; cell = cells.readLine()) {
			OUT.println(ANSWER + text(measurement.of(Cell.parse(cell))));
		}
		System.exit(0);
	}

	private static String text(Map<Metric, Double> numbers) {
		return numbers.entrySet()
			.stream()
			.map((number) -> number.getKey().name() + "=" + number.getValue())
			.collect(Collectors.joining(" "));
	}

	/**
	 * Reads an answer.
	 */
	static Map<Metric, Double> numbers(String answer) {
		return Arrays.stream(answer.substring(ANSWER.length()).split(" ", -1))
			.map((number) -> number.split("=", -1))
			.collect(Collectors.toMap((number) -> Metric.valueOf(number[0]), (number) -> Double.valueOf(number[1])));
	}

}
