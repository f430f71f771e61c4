package dev.redisenv.cache;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

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

	/** Each call of a cached method looks for its cache. */
	private final Map<String, Cache> found = new ConcurrentHashMap<>();

	/** Names of caches that are counted already. */
	private final Set<String> met = ConcurrentHashMap.newKeySet();

	SharedCacheManager(RedisCacheWriter writer, RedisCacheConfiguration defaults, boolean allowRuntimeCreation,
			Map<String, RedisCacheConfiguration> initial, Set<String> inMemory, CacheManager memory,
			CacheEngine engine) {
		super(writer, defaults, allowRuntimeCreation, initial);
		this.inMemory = inMemory;
		this.memory = memory;
		this.engine = engine;
		this.met.addAll(initial.keySet());
		this.met.addAll(memory.getCacheNames());
	}

	@Override
	public @Nullable Cache getCache(String name) {
		Cache cache = this.found.get(name);
		return (cache != null) ? cache : find(name);
	}

	private @Nullable Cache find(String name) {
		Cache cache = this.inMemory.contains(name) ? inMemory(name) : super.getCache(name);
		if (cache != null) {
			this.found.put(name, cache);
			if (this.met.add(name)) {
				this.engine.events().created(cache);
			}
		}
		return cache;
	}

	private @Nullable Cache inMemory(String name) {
		return (isAllowRuntimeCacheCreation() || this.memory.getCacheNames().contains(name))
				? this.memory.getCache(name) : null;
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

}
