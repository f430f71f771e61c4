package dev.redisenv.benchmarks.speed;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.redisenv.benchmarks.speed.Results.Spread;
import dev.redisenv.benchmarks.speed.Row.Cell;

/**
 * Prints results in Markdown.
 *
 * @param results the results
 * @param out where to
 */
record Report(Results results, PrintStream out) {

	private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

	/**
	 * Names what the numbers belong to.
	 */
	void machine(String redis, int rounds) throws IOException {
		this.out.printf("%s, %d cores, Java %s, Redis %s, %s, median of %d rounds%n", processor(),
				Runtime.getRuntime().availableProcessors(), Runtime.version(), redis, LocalDate.now(ZoneOffset.UTC),
				rounds);
	}

	private static String processor() throws IOException {
		if (!Files.isReadable(PROCESSORS)) {
			return System.getProperty("os.arch");
		}
		try (Stream<String> lines = Files.lines(PROCESSORS, StandardCharsets.UTF_8)) {
			return lines.filter((line) -> line.startsWith("model name"))
				.map((line) -> line.substring(line.indexOf(':') + 1).strip())
				.findFirst()
				.orElse(System.getProperty("os.arch"));
		}
	}

	void table(Row row) {
		List<Metric> metrics = Stream.of(Metric.values())
			.filter((metric) -> row.cells(0).stream().anyMatch((cell) -> this.results.spread(cell, metric).isPresent()))
			.toList();
		if (metrics.isEmpty()) {
			return;
		}
		List<Metric> compared = metrics.stream().filter(Predicate.not(Metric.LOADS::equals)).toList();
		this.out.printf("%n### %s%n%nRatios: how many times as good %s is, median (least-most) of the rounds%n%n", row,
				row.ours());
		this.out.println("| | |" + cells(metrics.stream().map(Metric::toString))
				+ cells(compared.stream().map((metric) -> "ratio of " + metric)));
		this.out.println("|---|---|" + "---|".repeat(metrics.size() + compared.size()));
		for (Cell cell : row.cells(0)) {
			if (metrics.stream().anyMatch((metric) -> this.results.spread(cell, metric).isPresent())) {
				this.out.println("| " + cell.load() + " | " + cell.subject() + " |"
						+ cells(metrics.stream().map((metric) -> median(cell, metric)))
						+ cells(compared.stream().map((metric) -> ratio(cell, metric))));
			}
		}
	}

	private static String cells(Stream<String> texts) {
		return texts.map((text) -> " " + text + " |").collect(Collectors.joining());
	}

	private String median(Cell cell, Metric metric) {
		Optional<Spread> spread = this.results.spread(cell, metric);
		return spread
			.map((found) -> String.format(Locale.ROOT, (found.median() < 100) ? "%,.1f" : "%,.0f", found.median()))
			.orElse("");
	}

	private String ratio(Cell cell, Metric metric) {
		return (cell.subject() != cell.row().ours()) ? this.results.ratio(cell, metric).map(Spread::toString).orElse("")
				: "";
	}

	void goals() {
		this.out.printf("%n### Goals%n%n");
		for (Goal goal : Goal.ALL) {
			goal.verdict(this.results).ifPresent((verdict) -> this.out.println("- " + verdict));
		}
	}

}
