package dev.redisenv.cache;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Map;
import java.util.TreeSet;

import dev.redisenv.contract.CacheNamespaces;
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
		return new Report(outages.isEmpty() ? null : trouble(outages),
				Map.of("inRedis", shared, "inMemory", new TreeSet<>(this.namespaces.inMemory())));
	}

	private static String trouble(Map<String, Instant> outages) {
		Instant first = outages.values().stream().min(Instant::compareTo).orElseThrow();
		return "Caches are bypassed: since %s there is no answer from %s."
			.formatted(first.truncatedTo(ChronoUnit.SECONDS), String.join(", ", new TreeSet<>(outages.keySet())));
	}

}
