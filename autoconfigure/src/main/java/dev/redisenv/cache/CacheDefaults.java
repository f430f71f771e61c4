package dev.redisenv.cache;

import org.springframework.boot.cache.autoconfigure.RedisCacheManagerBuilderCustomizer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.data.redis.cache.BatchStrategy;
import org.springframework.data.redis.cache.RedisCacheConfiguration;
import org.springframework.data.redis.cache.RedisCacheManager.RedisCacheManagerBuilder;
import org.springframework.data.redis.cache.RedisCacheWriter;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.serializer.RedisSerializationContext.SerializationPair;

/**
 * What is different from Spring Boot's defaults before the application's customizers have
 * their say: writes report their failure, clearing a cache stops no server, values are
 * JSON.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class CacheDefaults implements RedisCacheManagerBuilderCustomizer {

	private final RedisConnectionFactory connectionFactory;

	private final BatchStrategy batchStrategy;

	private final ValueSerializers serializers;

	/** The application configures values itself. */
	private final boolean ownConfiguration;

	private boolean applied;

	CacheDefaults(RedisConnectionFactory connectionFactory, BatchStrategy batchStrategy, ValueSerializers serializers,
			boolean ownConfiguration) {
		this.connectionFactory = connectionFactory;
		this.batchStrategy = batchStrategy;
		this.serializers = serializers;
		this.ownConfiguration = ownConfiguration;
	}

	/**
	 * Returns whether Spring Boot made the cache manager.
	 */
	boolean applied() {
		return this.applied;
	}

	@Override
	public void customize(RedisCacheManagerBuilder builder) {
		this.applied = true;
		builder.cacheWriter(RedisCacheWriter.create(this.connectionFactory,
				(writer) -> writer.immediateWrites().batchStrategy(this.batchStrategy).collectStatistics()));
		if (!this.ownConfiguration) {
			builder.cacheDefaults(withJson(builder.cacheDefaults()));
			// Caches that Spring Boot declared already have the defaults of before.
			builder.getConfiguredCaches()
				.forEach((name) -> builder.getCacheConfigurationFor(name)
					.ifPresent((configuration) -> builder.withCacheConfiguration(name, withJson(configuration))));
		}
	}

	private RedisCacheConfiguration withJson(RedisCacheConfiguration configuration) {
		return configuration.serializeValuesWith(SerializationPair.fromSerializer(this.serializers.standard()));
	}

}
