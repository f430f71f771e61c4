package dev.redisenv.cache;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.CaffeineSpec;
import dev.redisenv.cache.CacheSettings.Namespace;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.cache.autoconfigure.CacheManagerCustomizer;
import org.springframework.boot.cache.autoconfigure.CacheManagerCustomizers;
import org.springframework.boot.cache.autoconfigure.CacheProperties;
import org.springframework.cache.caffeine.CaffeineCacheManager;
import org.springframework.util.StringUtils;

/**
 * Gives caches in memory a bound and statistics: those that are forced to stay there, and
 * all of them where Redis is off.
 */
final class MemoryCaches implements CacheManagerCustomizer<CaffeineCacheManager> {

	private static final String STATISTICS = "recordStats";

	private final CacheSettings settings;

	private final CacheProperties properties;

	private final ObjectProvider<CaffeineSpec> spec;

	private final ObjectProvider<Caffeine<Object, Object>> caffeine;

	MemoryCaches(CacheSettings settings, CacheProperties properties, ObjectProvider<CaffeineSpec> spec,
			ObjectProvider<Caffeine<Object, Object>> caffeine) {
		this.settings = settings;
		this.properties = properties;
		this.spec = spec;
		this.caffeine = caffeine;
	}

	/**
	 * Makes a manager as Spring Boot does.
	 */
	CaffeineCacheManager manager(CacheManagerCustomizers customizers) {
		CaffeineCacheManager manager = new FutureCacheManager();
		this.caffeine.ifAvailable(manager::setCaffeine);
		this.spec.ifAvailable(manager::setCaffeineSpec);
		return customizers.customize(manager);
	}

	@Override
	public void customize(CaffeineCacheManager manager) {
		String written = this.properties.getCaffeine().getSpec();
		if (StringUtils.hasText(written)) {
			manager.setCacheSpecification(written.contains(STATISTICS) ? written : written + "," + STATISTICS);
		}
		else if (this.spec.getIfAvailable() == null && this.caffeine.getIfAvailable() == null) {
			// Asynchronous caches run a load outside of any lock on other keys.
			manager.setAsyncCacheMode(true);
			manager.setCaffeine(bounded(null));
		}
		this.settings.caches().forEach((name, namespace) -> {
			if (namespace.size() != null || namespace.ttl() != null) {
				manager.registerCustomCache(name, bounded(namespace).buildAsync());
			}
		});
	}

	private static Caffeine<Object, Object> bounded(@Nullable Namespace namespace) {
		Caffeine<Object, Object> caffeine = Caffeine.newBuilder().recordStats();
		caffeine.maximumSize((namespace != null) ? namespace.sizeOrDefault() : CacheSettings.SIZE);
		if (namespace != null && namespace.ttl() != null) {
			caffeine.expireAfterWrite(namespace.ttl());
		}
		return caffeine;
	}

}
