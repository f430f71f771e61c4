package dev.redisenv.benchmarks.speed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import dev.redisenv.benchmarks.ClassPath;
import dev.redisenv.benchmarks.speed.Row.Cell;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Measures a cell with JMH, in a process of its own.
 *
 * @param server address of the server
 * @param effort how long
 * @param log where JMH says what it does
 */
record Fork(String server, Effort effort, Path log) {

	private static final String CLASS_PATH = "java.class.path";

	/**
	 * Measures once.
	 * @throws IllegalStateException with all that JMH said when that fails
	 */
	Map<Metric, Double> run(Cell cell) {
		String classPath = System.getProperty(CLASS_PATH);
		if (!cell.subject().hasStarter()) {
			// JMH takes it over for the process that it starts
			System.setProperty(CLASS_PATH, ClassPath.withoutStarter());
		}
		try {
			return numbers(cell, new Runner(options(cell).build()).runSingle());
		}
		catch (RunnerException ex) {
			throw new IllegalStateException(cell + ": " + said(), ex);
		}
		finally {
			System.setProperty(CLASS_PATH, classPath);
		}
	}

	private ChainedOptionsBuilder options(Cell cell) {
		ChainedOptionsBuilder options = new OptionsBuilder().include("\\." + cell.row().method() + "$")
			.param("subject", cell.subject().name())
			.param("size", String.valueOf(cell.load().size()))
			.jvmArgsAppend("-D" + Application.SERVER + "=" + this.server, this.effort.compilers())
			.forks(1)
			.shouldFailOnError(true)
			.output(this.log.toString());
		if (cell.row().once()) {
			return options.mode(Mode.SingleShotTime)
				.threads(1)
				.timeUnit(TimeUnit.MILLISECONDS)
				.warmupIterations(this.effort.shots())
				.measurementIterations(this.effort.shots());
		}
		return options.mode(Mode.Throughput)
			.threads(cell.load().threads())
			.timeUnit(TimeUnit.SECONDS)
			.warmupIterations(this.effort.warmUps())
			.warmupTime(TimeValue.milliseconds(this.effort.warmUpMillis()))
			.measurementIterations(1)
			.measurementTime(TimeValue.milliseconds(this.effort.millis()))
			.addProfiler(CpuTime.class);
	}

	private Map<Metric, Double> numbers(Cell cell, RunResult result) {
		Map<Metric, Double> numbers = new EnumMap<>(Metric.class);
		numbers.put(cell.row().once() ? Metric.MILLIS : Metric.CALLS, result.getPrimaryResult().getScore());
		result.getSecondaryResults().forEach((name, beside) -> {
			switch (name) {
				case CpuTime.RESULT -> numbers.put(Metric.CALLS_PER_CPU, beside.getScore());
				// The field of CacheBenchmark.Loads
				case "loads" -> numbers.put(Metric.LOADS, beside.getScore() / this.effort.shots());
				default -> throw new IllegalStateException(name);
			}
		});
		return numbers;
	}

	private String said() {
		try {
			return Files.readString(this.log);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
