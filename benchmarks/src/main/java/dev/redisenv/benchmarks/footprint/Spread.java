package dev.redisenv.benchmarks.footprint;

import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * What rounds came to: the median, and the quartiles around it.
 */
record Spread(double low, double median, double high) {

	static Spread of(DoubleStream values) {
		List<Double> sorted = values.sorted().boxed().toList();
		return new Spread(at(sorted, 0.25), at(sorted, 0.5), at(sorted, 0.75));
	}

	private static double at(List<Double> sorted, double share) {
		double place = share * (sorted.size() - 1);
		double below = sorted.get((int) Math.floor(place));
		double above = sorted.get((int) Math.ceil(place));
		return below + (above - below) * (place - Math.floor(place));
	}

	/**
	 * Returns the values as text.
	 * @param number how to print one of them
	 */
	String text(String number) {
		return String.format(Locale.ROOT, number + " (" + number + " to " + number + ")", this.median, this.low,
				this.high);
	}

}
