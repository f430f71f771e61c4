package dev.redisenv.benchmarks.speed;

/**
 * Who is measured. A peer has its default configuration.
 */
public enum Subject {

	/** The starter with nothing but the location set. */
	REDIS_ENV("redis-env"),

	/** The starter with a prefix for keys. */
	REDIS_ENV_PREFIX("redis-env with a prefix"),

	/** The starter and the actuator, with which Spring Boot observes every command. */
	REDIS_ENV_ACTUATOR("redis-env with the actuator"),

	/** The starter with a cache that is forced to stay in memory. */
	REDIS_ENV_MEMORY("redis-env in memory"),

	/** Lettuce alone: one connection, for all threads. */
	LETTUCE("Lettuce"),

	/** Spring Boot's starters. */
	SPRING_BOOT("Spring Boot"),

	/** The same and the actuator. */
	SPRING_BOOT_ACTUATOR("Spring Boot with the actuator"),

	/** Spring Boot's starters with a cache writer that waits for the server. */
	SPRING_BOOT_IMMEDIATE("Spring Boot, immediateWrites"),

	/** Spring Boot's cache manager for Caffeine. */
	CAFFEINE("Spring Boot's Caffeine"),

	/** The same with the bound and the statistics that the starter's caches have. */
	CAFFEINE_BOUNDED("Spring Boot's Caffeine, bounded, with statistics"),

	/** Redisson's starter, and its cache manager. */
	REDISSON("Redisson"),

	/** JetCache without Spring: its starters are older than Spring Boot 4. */
	JETCACHE("JetCache"),

	/** Nothing but threads of Java. */
	THREADS("threads"),

	/** The same where each makes an object of the answer, as the starter's caches do. */
	THREADS_WITH_VALUE("threads that read the value"),

	/** The same with one answer of a server for all of them. */
	THREADS_WITH_SERVER("threads that read the server's value"),

	/** The same with one answer for every half of them. */
	HALVES_WITH_SERVER("the same, in halves"),

	/** The same with one answer for every quarter of them. */
	QUARTERS_WITH_SERVER("the same, in quarters"),

	/** What comes with the server. */
	REDIS_BENCHMARK("redis-benchmark");

	private final String title;

	Subject(String title) {
		this.title = title;
	}

	boolean hasStarter() {
		return switch (this) {
			case REDIS_ENV, REDIS_ENV_PREFIX, REDIS_ENV_ACTUATOR, REDIS_ENV_MEMORY, THREADS_WITH_VALUE,
					THREADS_WITH_SERVER, HALVES_WITH_SERVER, QUARTERS_WITH_SERVER ->
				true;
			default -> false;
		};
	}

	boolean hasActuator() {
		return this == REDIS_ENV_ACTUATOR || this == SPRING_BOOT_ACTUATOR;
	}

	@Override
	public String toString() {
		return this.title;
	}

}
