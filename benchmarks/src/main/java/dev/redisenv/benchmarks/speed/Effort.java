package dev.redisenv.benchmarks.speed;

import java.time.Duration;

import dev.redisenv.benchmarks.speed.Row.Cell;

/**
 * How long everything is measured.
 *
 * @param rounds how often every cell is measured
 * @param warmUps how often it is run before
 * @param warmUpMillis how long each time
 * @param millis how long it is measured
 * @param shots how many single calls are timed, after as many that are not
 */
record Effort(int rounds, int warmUps, int warmUpMillis, int millis, int shots) {

	/** What it takes to start an application and to fill its cache, about. */
	private static final int START_MILLIS = 3000;

	/**
	 * Reads the number of rounds, or {@code quick}: hardly more than a proof that all
	 * works.
	 */
	static Effort of(String text) {
		return text.equals("quick") ? new Effort(1, 1, 100, 200, 1)
				: new Effort(Integer.parseInt(text), 2, 1000, 1200, 5);
	}

	private boolean quick() {
		return this.shots == 1;
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
	 * An argument for the JVM: who runs for a moment only has no use for the second
	 * compiler.
	 */
	String compilers() {
		return quick() ? "-XX:TieredStopAtLevel=1" : "-XX:+TieredCompilation";
	}

	Duration estimate(int cells) {
		return Duration
			.ofMillis((long) this.rounds * cells * (START_MILLIS + this.warmUps * this.warmUpMillis + this.millis));
	}

}
