package dev.redisenv.benchmarks.speed;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import dev.redisenv.benchmarks.speed.Row.Cell;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Measures cells with JMH, in this process.
 *
 * @param effort how long
 * @param log where JMH says what it does
 */
record Measurement(Effort effort, Path log) {

	Map<Metric, Double> of(Cell cell) throws RunnerException {
		return numbers(cell, new Runner(options(cell).build()).runSingle());
	}

	private ChainedOptionsBuilder options(Cell cell) {
		ChainedOptionsBuilder options = new OptionsBuilder().include("\\." + cell.row().method() + "$")
			.param("subject", cell.subject().name())
			.param("size", String.valueOf(cell.load().size()))
			.forks(0)
			.shouldFailOnError(true)
			.output(this.log.toString());
		if (cell.row().once()) {
			return options.mode(Mode.SingleShotTime)
				.threads(1)
				.timeUnit(TimeUnit.MILLISECONDS)
				.warmupIterations(1)
				.measurementIterations(this.effort.shots());
		}
		return options.mode(Mode.Throughput)
			.threads(cell.load().threads())
			.timeUnit(TimeUnit.SECONDS)
			.warmupIterations(1)
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

}
