package dev.redisenv.cache;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import dev.redisenv.contract.RedisSettings;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.cache.autoconfigure.CacheManagerCustomizers;
import org.springframework.cache.CacheManager;
import org.springframework.data.redis.cache.RedisCache;
import org.springframework.data.redis.cache.RedisCacheConfiguration;
import org.springframework.data.redis.cache.RedisCacheManager;

/**
 * Puts {@link SharedCacheManager} in the place of the manager that Spring Boot and the
 * application's customizers have made. A manager that the application makes itself is
 * left alone.
 */
final class SharedCacheManagerPostProcessor implements BeanPostProcessor {

	private static final String BEAN_NAME = "cacheManager";

	private final ObjectProvider<CacheDefaults> defaults;

	private final ObjectProvider<CacheEngine> engine;

	private final ObjectProvider<MemoryCaches> memory;

	private final ObjectProvider<CacheManagerCustomizers> customizers;

	private final ObjectProvider<RedisSettings> settings;

	SharedCacheManagerPostProcessor(ObjectProvider<CacheDefaults> defaults, ObjectProvider<CacheEngine> engine,
			ObjectProvider<MemoryCaches> memory, ObjectProvider<CacheManagerCustomizers> customizers,
			ObjectProvider<RedisSettings> settings) {
		this.defaults = defaults;
		this.engine = engine;
		this.memory = memory;
		this.customizers = customizers;
		this.settings = settings;
	}

	@Override
	public Object postProcessBeforeInitialization(Object bean, String beanName) {
		if (!beanName.equals(BEAN_NAME) || bean.getClass() != RedisCacheManager.class
				|| !this.defaults.getObject().applied()) {
			return bean;
		}
		RedisCacheManager made = (RedisCacheManager) bean;
		boolean transactionAware = made.isTransactionAware();
		// A manager of decorated caches does not tell their settings.
		made.setTransactionAware(false);
		made.afterPropertiesSet();
		Set<String> inMemory = this.settings.getObject().cacheNamespaces().inMemory();
		CacheManager memory = this.memory.getObject().manager(this.customizers.getObject());
		Map<String, RedisCacheConfiguration> inRedis = new LinkedHashMap<>();
		made.getCacheConfigurations().forEach((name, configuration) -> {
			if (inMemory.contains(name)) {
				memory.getCache(name);
			}
			else {
				inRedis.put(name, Objects.requireNonNull(configuration));
			}
		});
		RedisCache sample = sample(made);
		SharedCacheManager shared = new SharedCacheManager(sample.getNativeCache(), sample.getCacheConfiguration(),
				made.isAllowRuntimeCacheCreation(), inRedis, inMemory, memory, this.engine.getObject());
		shared.setTransactionAware(transactionAware);
		return shared;
	}

	/**
	 * Finds a cache that has what the manager does not show: its writer, and the settings
	 * of caches that are not declared.
	 */
	private static RedisCache sample(RedisCacheManager manager) {
		String name = manager.isAllowRuntimeCacheCreation() ? "redis-env" : manager.getCacheNames().iterator().next();
		return (RedisCache) Objects.requireNonNull(manager.getCache(name));
	}

}
