package dev.redisenv.benchmarks.speed;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.ClassUtils;

/**
 * The application that a subject is measured in. It knows nothing of the starter, so that
 * it runs without it as well.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableCaching
class Application {

	/** System property with the address of the server. */
	static final String SERVER = "benchmark.server";

	static final String CACHE = "articles";

	/** What a cache in memory has from the starter. */
	private static final String BOUND = "maximumSize=10000,recordStats";

	private static @Nullable ConfigurableApplicationContext running;

	/**
	 * Returns the one application of this process.
	 */
	static synchronized ConfigurableApplicationContext of(Subject subject) {
		ConfigurableApplicationContext context = running;
		if (context == null) {
			context = start(subject);
			running = context;
		}
		return context;
	}

	private static ConfigurableApplicationContext start(Subject subject) {
		if (ClassUtils.isPresent("dev.redisenv.contract.RedisSettings", null) != subject.hasStarter()) {
			throw new IllegalStateException("Wrong class path for " + subject);
		}
		List<String> arguments = switch (subject) {
			case REDIS_ENV, REDIS_ENV_ACTUATOR, THREADS_WITH_VALUE, THREADS_WITH_SERVER, HALVES_WITH_SERVER,
					QUARTERS_WITH_SERVER ->
				List.of("--redis-uri=" + server());
			case REDIS_ENV_PREFIX -> List.of("--redis-uri=" + server(), "--redis-key-prefix=benchmark");
			case REDIS_ENV_MEMORY -> List.of("--redis-uri=" + server(), "--forced-in-memory-cache-namespaces=" + CACHE);
			case CAFFEINE -> List.of("--spring.cache.type=caffeine");
			case CAFFEINE_BOUNDED -> List.of("--spring.cache.type=caffeine", "--spring.cache.caffeine.spec=" + BOUND);
			// application.properties excludes it
			case REDISSON -> List.of("--spring.data.redis.url=" + server(), "--spring.autoconfigure.exclude=");
			default -> List.of("--spring.data.redis.url=" + server());
		};
		return new SpringApplicationBuilder(Application.class)
			.properties("server.port=0", "logging.level.root=warn", "spring.main.banner-mode=off")
			.run(arguments.toArray(String[]::new));
	}

	static String server() {
		return System.getProperty(SERVER);
	}

	/**
	 * Makes a value of so many bytes.
	 */
	static String value(int size) {
		return "abcdefghijklmnopqrstuvwxyz".repeat(size / 26 + 1).substring(0, size);
	}

}
