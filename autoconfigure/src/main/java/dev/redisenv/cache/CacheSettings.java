package dev.redisenv.cache;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What no variable says about caches.
 *
 * @param cacheTrustedPackages packages whose types may be in cached JSON, beside those of
 * the application itself
 * @param caches settings of one cache, by its name
 */
@ConfigurationProperties("redis-env")
record CacheSettings(@DefaultValue List<String> cacheTrustedPackages, @DefaultValue Map<String, Namespace> caches) {

	/** Most entries of a cache in memory, where nothing is set. */
	static final long SIZE = 10_000;

	private static final Namespace NOTHING_SET = new Namespace(null, null, null, null, OnError.BYPASS,
			Duration.ofSeconds(10), false, Duration.ofSeconds(1));

	CacheSettings {
		cacheTrustedPackages = List.copyOf(cacheTrustedPackages);
		caches = Map.copyOf(caches);
	}

	Namespace of(String cache) {
		return this.caches.getOrDefault(cache, NOTHING_SET);
	}

	/**
	 * Settings of one cache.
	 *
	 * @param ttl how long an entry lives; not set leaves it to the properties of Spring
	 * Boot
	 * @param size most entries in memory, of a cache there or of copies, 10000 where
	 * nothing is set
	 * @param serializer how values are written in Redis; not set is JSON, unless the
	 * application has a RedisCacheConfiguration of its own
	 * @param type the one type of all values, which JSON then does not name
	 * @param onError what happens to calls when Redis fails
	 * @param lease how long other instances wait for a loading one that has died
	 * @param near whether copies of values are kept in memory
	 * @param staleness how long a copy may be out of date
	 */
	record Namespace(@Nullable Duration ttl, @Nullable Long size, @Nullable Serializer serializer,
			@Nullable Class<?> type, @DefaultValue("bypass") OnError onError, @DefaultValue("10s") Duration lease,
			@DefaultValue("false") boolean near, @DefaultValue("1s") Duration staleness) {

		Namespace {
			if (lease.toMillis() < 100) {
				throw new IllegalArgumentException("'lease' must not be shorter than 100 ms");
			}
			if (staleness.toMillis() < 100) {
				throw new IllegalArgumentException("'staleness' must not be shorter than 100 ms");
			}
		}

		long sizeOrDefault() {
			return (this.size != null) ? this.size : SIZE;
		}

	}

	/**
	 * How values are written in Redis.
	 */
	enum Serializer {

		/** Text that other languages read. */
		JSON,

		/** Java's own serialization. */
		JDK

	}

	/**
	 * What happens to calls when Redis fails.
	 */
	enum OnError {

		/** The caller gets the exception. */
		FAIL,

		/** The caller goes on as if nothing were cached. */
		BYPASS

	}

}
