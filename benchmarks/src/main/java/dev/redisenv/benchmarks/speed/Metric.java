package dev.redisenv.benchmarks.speed;

/**
 * What a cell tells.
 */
enum Metric {

	CALLS("calls/s"),

	CALLS_PER_CPU("calls per CPU-second"),

	MILLIS("ms"),

	LOADS("loads");

	private final String title;

	Metric(String title) {
		this.title = title;
	}

	/**
	 * Returns how many times better the first number is.
	 */
	double ratio(double ours, double peers) {
		return (this == CALLS || this == CALLS_PER_CPU) ? ours / peers : peers / ours;
	}

	@Override
	public String toString() {
		return this.title;
	}

}
