package dev.redisenv.benchmarks.speed;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

import dev.redisenv.benchmarks.speed.Row.Cell;

/**
 * What all rounds have measured. A cell has one number of each kind for every round.
 */
final class Results {

	private final Map<Cell, List<Map<Metric, Double>>> rounds = new HashMap<>();

	void add(Cell cell, Map<Metric, Double> measured) {
		this.rounds.computeIfAbsent(cell, (key) -> new ArrayList<>()).add(measured);
	}

	Optional<Spread> spread(Cell cell, Metric metric) {
		return Spread.of(numbers(cell, metric));
	}

	/**
	 * Returns how many times better ours is, each round by itself.
	 */
	Optional<Spread> ratio(Cell peer, Metric metric) {
		List<Double> peers = numbers(peer, metric);
		List<Double> ours = numbers(new Cell(peer.row(), peer.load(), peer.row().ours()), metric);
		return Spread.of(IntStream.range(0, Math.min(ours.size(), peers.size()))
			.mapToObj((round) -> metric.ratio(ours.get(round), peers.get(round)))
			.toList());
	}

	private List<Double> numbers(Cell cell, Metric metric) {
		return this.rounds.getOrDefault(cell, List.of())
			.stream()
			.filter((measured) -> measured.containsKey(metric))
			.map((measured) -> measured.get(metric))
			.toList();
	}

	/**
	 * A number with its spread over the rounds.
	 *
	 * @param median the median
	 * @param least the least
	 * @param most the most
	 */
	record Spread(double median, double least, double most) {

		private static Optional<Spread> of(List<Double> numbers) {
			if (numbers.isEmpty()) {
				return Optional.empty();
			}
			List<Double> sorted = new ArrayList<>(numbers);
			Collections.sort(sorted);
			int size = sorted.size();
			double median = (sorted.get((size - 1) / 2) + sorted.get(size / 2)) / 2;
			return Optional.of(new Spread(median, sorted.get(0), sorted.get(size - 1)));
		}

		@Override
		public String toString() {
			return String.format(Locale.ROOT, "%.2f (%.2f-%.2f)", this.median, this.least, this.most);
		}

	}

}
