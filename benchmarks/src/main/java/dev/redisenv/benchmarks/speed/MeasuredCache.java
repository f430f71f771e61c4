package dev.redisenv.benchmarks.speed;

import java.util.Objects;
import java.util.function.Supplier;

import com.alicp.jetcache.redis.lettuce.RedisLettuceCacheBuilder;
import com.alicp.jetcache.support.Fastjson2KeyConvertor;
import com.alicp.jetcache.support.JavaValueDecoder;
import com.alicp.jetcache.support.JavaValueEncoder;
import io.lettuce.core.RedisClient;
import org.jspecify.annotations.Nullable;
import org.redisson.api.RedissonClient;
import org.redisson.spring.cache.RedissonSpringCacheManager;

import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.cache.RedisCacheManager;
import org.springframework.data.redis.cache.RedisCacheWriter;
import org.springframework.data.redis.cache.RedisCacheWriter.RedisCacheWriterConfigurer;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * The cache of a subject.
 */
interface MeasuredCache {

	@Nullable Object get(String key);

	@Nullable Object get(String key, Supplier<String> loader);

	void put(String key, String value);

	/**
	 * Waits until the server has all that was put, where {@link #put} does not.
	 */
	void settle(String key);

	/**
	 * Returns when nothing is left.
	 */
	void clear();

	/**
	 * Opens it, once for a process.
	 */
	static MeasuredCache open(Subject subject) {
		if (subject == Subject.JETCACHE) {
			return JetCache.open();
		}
		ConfigurableApplicationContext context = Application.of(subject);
		CacheManager manager = switch (subject) {
			case REDISSON -> new RedissonSpringCacheManager(context.getBean(RedissonClient.class));
			case SPRING_BOOT_IMMEDIATE -> immediate(context.getBean(RedisConnectionFactory.class));
			default -> context.getBean(CacheManager.class);
		};
		return new SpringCache(manager, subject == Subject.SPRING_BOOT || subject == Subject.SPRING_BOOT_ACTUATOR);
	}

	private static CacheManager immediate(RedisConnectionFactory connections) {
		RedisCacheManager manager = RedisCacheManager
			.builder(RedisCacheWriter.create(connections, RedisCacheWriterConfigurer::immediateWrites))
			.build();
		manager.afterPropertiesSet();
		return manager;
	}

	/**
	 * A cache behind Spring's abstraction, looked up for each call as {@code @Cacheable}
	 * does.
	 *
	 * @param manager has the cache
	 * @param late whether puts return before the server has them
	 */
	record SpringCache(CacheManager manager, boolean late) implements MeasuredCache {

		private Cache cache() {
			return Objects.requireNonNull(this.manager.getCache(Application.CACHE));
		}

		@Override
		public @Nullable Object get(String key) {
			Cache.ValueWrapper found = cache().get(key);
			return (found != null) ? found.get() : null;
		}

		@Override
		public @Nullable Object get(String key, Supplier<String> loader) {
			return cache().get(key, loader::get);
		}

		@Override
		public void put(String key, String value) {
			cache().put(key, value);
		}

		/**
		 * Goes the way that the puts went, behind them.
		 */
		@Override
		public void settle(String key) {
			if (this.late) {
				Objects.requireNonNull(cache().retrieve(key)).join();
			}
		}

		@Override
		public void clear() {
			cache().invalidate();
		}

	}

	/**
	 * A cache of JetCache, with the defaults of its starters.
	 *
	 * @param cache the cache
	 */
	record JetCache(com.alicp.jetcache.Cache<String, String> cache) implements MeasuredCache {

		static JetCache open() {
			return new JetCache(RedisLettuceCacheBuilder.createRedisLettuceCacheBuilder()
				.keyConvertor(Fastjson2KeyConvertor.INSTANCE)
				.valueEncoder(JavaValueEncoder.INSTANCE)
				.valueDecoder(JavaValueDecoder.INSTANCE)
				.keyPrefix(Application.CACHE)
				.redisClient(RedisClient.create(Application.server()))
				.cachePenetrateProtect(true)
				.buildCache());
		}

		@Override
		public @Nullable Object get(String key) {
			return this.cache.get(key);
		}

		@Override
		public @Nullable Object get(String key, Supplier<String> loader) {
			return this.cache.computeIfAbsent(key, (cold) -> loader.get());
		}

		/**
		 * Asks for the result, or it would not wait for the server.
		 */
		@Override
		public void put(String key, String value) {
			if (!this.cache.PUT(key, value).isSuccess()) {
				throw new IllegalStateException("Not put");
			}
		}

		@Override
		public void settle(String key) {
			// Every put has waited.
		}

		@Override
		public void clear() {
			throw new UnsupportedOperationException("JetCache cannot clear a cache in Redis");
		}

	}

}
