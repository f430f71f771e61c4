package dev.redisenv.benchmarks.speed;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import dev.redisenv.benchmarks.speed.Results.Spread;
import dev.redisenv.benchmarks.speed.Row.Cell;
import dev.redisenv.benchmarks.speed.Row.Load;

/**
 * How many times as good as a peer a row has to be, under each of its loads.
 *
 * @param row what is measured
 * @param metric which of its numbers
 * @param peer whose number is the measure
 * @param ratio the ratio that is wanted
 * @param loads the loads that count
 */
record Goal(Row row, Metric metric, Subject peer, double ratio, List<Load> loads) {

	static final List<Goal> ALL = List.of(new Goal(Row.TEMPLATE_GET, Metric.CALLS, Subject.REDIS_ENV, 0.98),
			new Goal(Row.TEMPLATE_GET, Metric.CALLS, Subject.LETTUCE, 0.95),
			new Goal(Row.TEMPLATE_SET, Metric.CALLS, Subject.REDIS_ENV, 0.98),
			new Goal(Row.TEMPLATE_SET, Metric.CALLS, Subject.LETTUCE, 0.95),
			new Goal(Row.CACHE_HIT, Metric.CALLS, Subject.SPRING_BOOT, 1),
			new Goal(Row.CACHE_HIT, Metric.CALLS, Subject.REDISSON, 1),
			new Goal(Row.CACHE_HIT, Metric.CALLS_PER_CPU, Subject.REDISSON, 1),
			new Goal(Row.CACHE_HIT, Metric.CALLS, Subject.JETCACHE, 1),
			new Goal(Row.CACHE_HIT, Metric.CALLS_PER_CPU, Subject.JETCACHE, 1),
			new Goal(Row.HOT_KEY, Metric.CALLS, Subject.SPRING_BOOT, 3, List.of(Load.MANY)),
			new Goal(Row.MEMORY_HIT, Metric.CALLS, Subject.CAFFEINE, 0.95),
			new Goal(Row.MEMORY_HIT, Metric.CALLS, Subject.CAFFEINE_BOUNDED, 0.95));

	private Goal(Row row, Metric metric, Subject peer, double ratio) {
		this(row, metric, peer, ratio, row.loads());
	}

	/**
	 * Says whether it is reached, by the load under which the median is worst.
	 * @return nothing where it was not measured
	 */
	Optional<String> verdict(Results results) {
		return this.loads.stream()
			.map((load) -> new Cell(this.row, load, this.peer))
			.filter((cell) -> results.ratio(cell, this.metric).isPresent())
			.min(Comparator.comparingDouble((cell) -> results.ratio(cell, this.metric).orElseThrow().median()))
			.map((worst) -> verdict(worst, results.ratio(worst, this.metric).orElseThrow()));
	}

	private String verdict(Cell worst, Spread ratio) {
		return "%s: %s, %s, at least %s × %s: %s with %s".formatted(
				(ratio.median() >= this.ratio) ? "reached" : "missed", this.row, this.metric, this.ratio, this.peer,
				ratio, worst.load());
	}

}
