package dev.redisenv.benchmarks.speed;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiConsumer;

import dev.redisenv.benchmarks.speed.Row.Cell;
import dev.redisenv.test.RedisServer;

/**
 * Measures the starter beside its peers on one server, and prints tables. Each round
 * measures every cell once, the subjects of a row next to each other, so that what slows
 * the machine down for a while slows all of them down, and a ratio belongs to one round.
 */
public final class Speed implements AutoCloseable {

	private static final PrintStream OUT = System.out;

	private static final PrintStream PROGRESS = System.err;

	private final RedisServer server;

	private final Effort effort;

	private final OptionalInt threads;

	private final Optional<RedisBenchmark> redisBenchmark;

	private final Map<Subject, SubjectProcess> processes = new EnumMap<>(Subject.class);

	private final Results results = new Results();

	private final long begin = System.nanoTime();

	private Speed(RedisServer server, Effort effort, OptionalInt threads) {
		this.server = server;
		this.threads = threads;
		this.effort = effort;
		this.redisBenchmark = RedisBenchmark.find(server);
	}

	/**
	 * Measures, and prints tables.
	 * @param args the number of rounds, six if there is none, or {@code quick}; then a
	 * part of the names of the rows, all if there is none; then the number of threads,
	 * all loads if there is none
	 * @throws IOException when a program does not run
	 */
	public static void main(String[] args) throws IOException {
		Effort effort = Effort.of((args.length > 0) ? args[0] : "6");
		String part = (args.length > 1) ? args[1] : "";
		List<Row> rows = Arrays.stream(Row.values()).filter((row) -> row.toString().contains(part)).toList();
		OptionalInt threads = (args.length > 2) ? OptionalInt.of(Integer.parseInt(args[2])) : OptionalInt.empty();
		try (RedisServer server = RedisServer.start(); Speed speed = new Speed(server, effort, threads)) {
			speed.measure(rows);
			speed.print(rows);
		}
		System.exit(0);
	}

	private void measure(List<Row> rows) throws IOException {
		List<Cell> cells = cells(rows, 0);
		Duration estimate = this.effort.estimate(cells.size());
		PROGRESS.printf("%d rounds of %d cells, about %d:%02d minutes%n", this.effort.allRounds(), cells.size(),
				estimate.toMinutes(), estimate.toSecondsPart());
		for (int round = 0; round < this.effort.rounds(); round++) {
			if (this.effort.renews(round)) {
				close();
				for (int i = 0; i < this.effort.warmUpRounds(); i++) {
					measure(cells, "warm-up", (cell, numbers) -> {
					});
				}
			}
			measure(cells(rows, round), "round " + (round + 1), this.results::add);
		}
	}

	private void measure(List<Cell> cells, String round, BiConsumer<Cell, Map<Metric, Double>> results)
			throws IOException {
		for (Cell cell : cells) {
			PROGRESS.printf("%d s, %s: %s%n", Duration.ofNanos(System.nanoTime() - this.begin).toSeconds(), round,
					cell);
			this.server.command("FLUSHALL");
			results.accept(cell, measure(cell));
		}
	}

	private List<Cell> cells(List<Row> rows, int round) {
		return rows.stream()
			.flatMap((row) -> row.cells(round).stream())
			.filter((cell) -> cell.subject() != Subject.REDIS_BENCHMARK || this.redisBenchmark.isPresent())
			.filter((cell) -> this.threads.isEmpty() || this.threads.getAsInt() == cell.load().threads())
			.filter(this.effort::includes)
			.toList();
	}

	private Map<Metric, Double> measure(Cell cell) throws IOException {
		if (cell.subject() == Subject.REDIS_BENCHMARK) {
			return Map.of(Metric.CALLS, this.redisBenchmark.orElseThrow().callsPerSecond(cell));
		}
		SubjectProcess process = this.processes.get(cell.subject());
		if (process == null) {
			process = SubjectProcess.start(cell.subject(), this.server.uri().toString(), this.effort.text());
			this.processes.put(cell.subject(), process);
		}
		return process.measure(cell);
	}

	private void print(List<Row> rows) throws IOException {
		Report report = new Report(this.results, OUT);
		report.machine(this.server.version(), this.effort.rounds());
		if (this.redisBenchmark.isEmpty()) {
			OUT.println("There is no redis-benchmark beside the server or on the path.");
		}
		rows.forEach(report::table);
		if (!this.effort.quick()) {
			report.goals();
		}
	}

	/**
	 * Ends the processes.
	 */
	@Override
	public void close() {
		this.processes.values().forEach(SubjectProcess::close);
		this.processes.clear();
	}

}
