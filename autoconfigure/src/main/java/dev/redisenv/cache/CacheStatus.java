package dev.redisenv.cache;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

import dev.redisenv.contract.CacheNamespaces;
import dev.redisenv.near.NearCache;
import dev.redisenv.near.NearCaches.Keeping;
import dev.redisenv.status.FeatureStatus;

import org.springframework.cache.CacheManager;
import org.springframework.data.redis.cache.RedisCacheManager;

/**
 * Says where caches live, and whether they are bypassed.
 */
final class CacheStatus implements FeatureStatus {

	private final CacheManager caches;

	private final CacheEngine engine;

	private final CacheNamespaces namespaces;

	CacheStatus(CacheManager caches, CacheEngine engine, CacheNamespaces namespaces) {
		this.caches = caches;
		this.engine = engine;
		this.namespaces = namespaces;
	}

	@Override
	public String feature() {
		return "cache";
	}

	@Override
	public Report report() {
		Collection<String> shared = (this.caches instanceof RedisCacheManager)
				? new TreeSet<>(this.caches.getCacheNames()) : new TreeSet<>();
		shared.removeAll(this.namespaces.inMemory());
		Map<String, Instant> outages = this.engine.outages();
		Map<String, Object> details = new HashMap<>();
		details.put("inRedis", shared);
		details.put("inMemory", new TreeSet<>(this.namespaces.inMemory()));
		Map<String, NearCache> near = this.engine.nearByName();
		if (!near.isEmpty()) {
			details.put("near", near(this.engine.near().keeping(), near));
		}
		return new Report(outages.isEmpty() ? null : trouble(outages), details);
	}

	private static Map<String, Object> near(Keeping keeping, Map<String, NearCache> caches) {
		Map<String, Object> details = new TreeMap<>();
		details.put("keptRightBy", keeping.by().name().toLowerCase(Locale.ROOT));
		if (!keeping.reason().isEmpty()) {
			details.put("reason", keeping.reason());
		}
		Map<String, Object> each = new TreeMap<>();
		caches.forEach((name, cache) -> each.put(name, details(cache)));
		details.put("caches", each);
		return details;
	}

	private static Map<String, Object> details(NearCache cache) {
		Map<String, Object> details = new TreeMap<>(Map.of("hits", cache.hits(), "misses", cache.misses(),
				"invalidations", cache.invalidations(), "clears", cache.clears()));
		Duration staleness = cache.staleness();
		if (staleness != null) {
			details.put("staleness", staleness.toMillis() + " ms");
		}
		return details;
	}

	private static String trouble(Map<String, Instant> outages) {
		Instant first = outages.values().stream().min(Instant::compareTo).orElseThrow();
		return "Caches are bypassed: since %s there is no answer from %s."
			.formatted(first.truncatedTo(ChronoUnit.SECONDS), String.join(", ", new TreeSet<>(outages.keySet())));
	}

}
