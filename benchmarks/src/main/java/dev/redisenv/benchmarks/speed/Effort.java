package dev.redisenv.benchmarks.speed;

import java.time.Duration;

import dev.redisenv.benchmarks.speed.Row.Cell;

/**
 * How long everything is measured. Compilers do the same work differently in each
 * process, so some rounds share processes, and the next ones have others.
 *
 * @param text what it was read from
 * @param warmUpRounds how many rounds of new processes come before those that count
 * @param rounds how many count
 * @param roundsOfProcess how many of them share processes
 * @param warmUpMillis how long a cell is run before it is measured
 * @param millis how long it is measured
 * @param shots how many single calls are timed
 */
record Effort(String text, int warmUpRounds, int rounds, int roundsOfProcess, int warmUpMillis, int millis, int shots) {

	private static final String QUICK = "quick";

	/** What it takes to fill a cache, and what JMH takes for itself, about. */
	private static final int EXTRA_MILLIS = 300;

	/**
	 * Reads the number of rounds, or {@code quick}: hardly more than a proof that all
	 * works.
	 */
	static Effort of(String text) {
		return text.equals(QUICK) ? new Effort(text, 0, 1, 1, 100, 200, 1)
				: new Effort(text, 1, Integer.parseInt(text), 2, 200, 600, 3);
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

	/**
	 * Says whether a round begins with new processes.
	 */
	boolean renews(int round) {
		return round % this.roundsOfProcess == 0;
	}

	/**
	 * How many rounds there are, warming up included.
	 */
	int allRounds() {
		return this.rounds + this.warmUpRounds * ((this.rounds + this.roundsOfProcess - 1) / this.roundsOfProcess);
	}

	Duration estimate(int cells) {
		return Duration.ofMillis((long) allRounds() * cells * (EXTRA_MILLIS + this.warmUpMillis + this.millis));
	}

}
