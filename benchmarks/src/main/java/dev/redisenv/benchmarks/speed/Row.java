package dev.redisenv.benchmarks.speed;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What is measured, and whose. The first subject is the one that others are compared
 * with.
 */
@SuppressWarnings("ImmutableEnumChecker") // lists of List.of
enum Row {

	TEMPLATE_GET("Template GET", "TemplateBenchmark.get", Load.ALL, Subject.REDIS_ENV_PREFIX, Subject.REDIS_ENV,
			Subject.REDIS_ENV_ACTUATOR, Subject.SPRING_BOOT, Subject.SPRING_BOOT_ACTUATOR, Subject.LETTUCE,
			Subject.REDIS_BENCHMARK),

	TEMPLATE_SET("Template SET", "TemplateBenchmark.set", Load.ALL, Subject.REDIS_ENV_PREFIX, Subject.REDIS_ENV,
			Subject.SPRING_BOOT, Subject.LETTUCE, Subject.REDIS_BENCHMARK),

	TEMPLATE_KEY("Key that a template writes", "KeyBenchmark.write", List.of(Load.ONE), Subject.REDIS_ENV_PREFIX,
			Subject.REDIS_ENV),

	CACHE_HIT("Cache hit", "CacheBenchmark.hit", Load.ALL, Subject.REDIS_ENV, Subject.REDIS_ENV_ACTUATOR,
			Subject.SPRING_BOOT, Subject.SPRING_BOOT_ACTUATOR, Subject.REDISSON, Subject.JETCACHE),

	HOT_KEY("Cache hit, one hot key", "CacheBenchmark.hotKey", List.of(Load.EIGHT, Load.MANY), Subject.REDIS_ENV,
			Subject.SPRING_BOOT, Subject.REDISSON, Subject.JETCACHE),

	WAKING("Limit of one hot key: one answer for all threads", "WakingBenchmark.wake", List.of(Load.EIGHT, Load.MANY),
			Subject.THREADS, Subject.THREADS_WITH_VALUE, Subject.THREADS_WITH_SERVER, Subject.HALVES_WITH_SERVER,
			Subject.QUARTERS_WITH_SERVER),

	CACHE_PUT("Cache put", "CacheBenchmark.put", Load.ALL, Subject.REDIS_ENV, Subject.SPRING_BOOT,
			Subject.SPRING_BOOT_IMMEDIATE, Subject.REDISSON, Subject.JETCACHE),

	MEMORY_HIT("Cache hit in memory", "CacheBenchmark.hit", List.of(Load.ONE, Load.EIGHT), Subject.REDIS_ENV_MEMORY,
			Subject.CAFFEINE, Subject.CAFFEINE_BOUNDED),

	CLEAR("Clear of 10,000 entries", "CacheBenchmark.clear", List.of(Load.ONE), Subject.REDIS_ENV, Subject.SPRING_BOOT,
			Subject.REDISSON),

	COLD_KEY("Cold key, loaded in 20 ms", "CacheBenchmark.coldKey", List.of(Load.MANY), Subject.REDIS_ENV,
			Subject.SPRING_BOOT, Subject.REDISSON, Subject.JETCACHE),

	SESSION_READ("Request that reads its session", "SessionBenchmark.read", Load.SMALL, Subject.REDIS_ENV,
			Subject.SPRING_BOOT),

	SESSION_UPDATE("Request that changes its session", "SessionBenchmark.update", Load.SMALL, Subject.REDIS_ENV,
			Subject.SPRING_BOOT);

	private final String title;

	private final String method;

	private final List<Load> loads;

	private final List<Subject> subjects;

	Row(String title, String method, List<Load> loads, Subject... subjects) {
		this.title = title;
		this.method = method;
		this.loads = loads;
		this.subjects = List.of(subjects);
	}

	/**
	 * The method that JMH calls, with the simple name of its class.
	 */
	String method() {
		return this.method;
	}

	/**
	 * Whether single calls are timed, which have threads of their own.
	 */
	boolean once() {
		return this == CLEAR || this == COLD_KEY;
	}

	List<Load> loads() {
		return this.loads;
	}

	/**
	 * The subjects of a load next to each other.
	 * @param round puts them in another order
	 */
	List<Cell> cells(int round) {
		List<Subject> order = new ArrayList<>(this.subjects);
		Collections.rotate(order, round);
		return this.loads.stream()
			.flatMap((load) -> order.stream().map((subject) -> new Cell(this, load, subject)))
			.toList();
	}

	/**
	 * The one that others are compared with.
	 */
	Subject ours() {
		return this.subjects.get(0);
	}

	@Override
	public String toString() {
		return this.title;
	}

	/**
	 * How much at once.
	 *
	 * @param threads callers
	 * @param size bytes of a value
	 */
	record Load(int threads, int size) {

		static final Load ONE = new Load(1, 100);

		static final Load EIGHT = new Load(8, 100);

		static final Load MANY = new Load(64, 100);

		static final List<Load> SMALL = List.of(ONE, EIGHT, MANY);

		static final List<Load> ALL = List.of(ONE, EIGHT, MANY, ONE.large(), EIGHT.large(), MANY.large());

		private Load large() {
			return new Load(this.threads, 10 * 1024);
		}

		@Override
		public String toString() {
			return this.threads + ((this.threads == 1) ? " thread, " : " threads, ")
					+ ((this.size < 1024) ? this.size + " B" : this.size / 1024 + " KiB");
		}

	}

	/**
	 * One number of the table, and those beside it.
	 *
	 * @param row what is measured
	 * @param load how much at once
	 * @param subject whose
	 */
	record Cell(Row row, Load load, Subject subject) {

		/**
		 * Writes it for another process.
		 */
		String line() {
			return String.join(" ", this.row.name(), String.valueOf(this.load.threads()),
					String.valueOf(this.load.size()), this.subject.name());
		}

		static Cell parse(String line) {
			String[] words = line.split(" ", -1);
			return new Cell(Row.valueOf(words[0]), new Load(Integer.parseInt(words[1]), Integer.parseInt(words[2])),
					Subject.valueOf(words[3]));
		}

		@Override
		public String toString() {
			return this.row + ", " + this.load + ", " + this.subject;
		}

	}

}
