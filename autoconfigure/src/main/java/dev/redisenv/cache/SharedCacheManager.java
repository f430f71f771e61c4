package dev.redisenv.cache;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.data.redis.cache.RedisCache;
import org.springframework.data.redis.cache.RedisCacheConfiguration;
import org.springframework.data.redis.cache.RedisCacheManager;
import org.springframework.data.redis.cache.RedisCacheWriter;

/**
 * The application's one cache manager: some caches stay in memory, all others are in
 * Redis.
 */
final class SharedCacheManager extends RedisCacheManager {

	private final Set<String> inMemory;

	private final CacheManager memory;

	private final CacheEngine engine;

	SharedCacheManager(RedisCacheWriter writer, RedisCacheConfiguration defaults, boolean allowRuntimeCreation,
			Map<String, RedisCacheConfiguration> initial, Set<String> inMemory, CacheManager memory,
			CacheEngine engine) {
		super(writer, defaults, allowRuntimeCreation, initial);
		this.inMemory = inMemory;
		this.memory = memory;
		this.engine = engine;
	}

	@Override
	public @Nullable Cache getCache(String name) {
		if (!this.inMemory.contains(name)) {
			return super.getCache(name);
		}
		boolean known = this.memory.getCacheNames().contains(name);
		if (!known && !isAllowRuntimeCacheCreation()) {
			return null;
		}
		Cache cache = this.memory.getCache(name);
		if (!known && cache != null) {
			this.engine.events().created(cache);
		}
		return cache;
	}

	@Override
	public Collection<String> getCacheNames() {
		Set<String> names = new LinkedHashSet<>(super.getCacheNames());
		this.memory.getCacheNames().stream().filter(this.inMemory::contains).forEach(names::add);
		return names;
	}

	@Override
	protected RedisCache createRedisCache(String name, @Nullable RedisCacheConfiguration configuration) {
		return this.engine.cache(name, getCacheWriter(),
				(configuration != null) ? configuration : getDefaultCacheConfiguration());
	}

	@Override
	protected @Nullable RedisCache getMissingCache(String name) {
		RedisCache cache = super.getMissingCache(name);
		if (cache != null) {
			this.engine.events().created(cache);
		}
		return cache;
	}

}
