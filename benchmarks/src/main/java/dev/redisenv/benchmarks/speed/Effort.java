package dev.redisenv.benchmarks.speed;

import java.time.Duration;

import dev.redisenv.benchmarks.speed.Row.Cell;

/**
 * How long everything is measured.
 *
 * @param text what it was read from
 * @param warmUpRounds how many rounds come before those that count
 * @param rounds how many count
 * @param warmUpMillis how long a cell is run before it is measured
 * @param millis how long it is measured
 * @param shots how many single calls are timed
 */
record Effort(String text, int warmUpRounds, int rounds, int warmUpMillis, int millis, int shots) {

	private static final String QUICK = "quick";

	/** What it takes to fill a cache, and what JMH takes for itself, about. */
	private static final int EXTRA_MILLIS = 300;

	/**
	 * Reads the number of rounds, or {@code quick}: hardly more than a proof that all
	 * works.
	 */
	static Effort of(String text) {
		return text.equals(QUICK) ? new Effort(text, 0, 1, 100, 200, 1)
				: new Effort(text, 1, Integer.parseInt(text), 300, 1000, 3);
	}

	/**
	 * Says whether numbers prove nothing but that they can be measured.
	 */
	boolean quick() {
		return this.text.equals(QUICK);
	}

	/**
	 * Says whether there is the time for a cell: for every cache in one row, and for ours
	 * in every row.
	 */
	boolean includes(Cell cell) {
		return !quick() || (cell.load().equals(cell.row().loads().get(0))
				&& (cell.row() == Row.CACHE_HIT || cell.subject() == cell.row().ours()
						|| cell.subject() == Subject.LETTUCE || cell.subject() == Subject.REDIS_BENCHMARK));
	}

	Duration estimate(int cells) {
		return Duration.ofMillis(
				(long) (this.warmUpRounds + this.rounds) * cells * (EXTRA_MILLIS + this.warmUpMillis + this.millis));
	}

}
