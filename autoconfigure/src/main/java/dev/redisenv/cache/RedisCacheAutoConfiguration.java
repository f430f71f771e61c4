package dev.redisenv.cache;

import java.util.ArrayList;
import java.util.List;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.CaffeineSpec;
import dev.redisenv.connection.FixedReplicas;
import dev.redisenv.connection.RedisOutages;
import dev.redisenv.connection.RedisOutagesAutoConfiguration;
import dev.redisenv.contract.RedisSettings;
import dev.redisenv.key.KeyPrefix;
import dev.redisenv.key.RedisKeyAutoConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration;
import org.springframework.boot.cache.autoconfigure.CacheManagerCustomizers;
import org.springframework.boot.cache.autoconfigure.CacheProperties;
import org.springframework.boot.cache.metrics.CacheMetricsRegistrar;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.cache.CacheManager;
import org.springframework.cache.interceptor.CacheAspectSupport;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.ResourceLoader;
import org.springframework.data.redis.cache.RedisCacheConfiguration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisStaticMasterReplicaConfiguration;

/**
 * Auto-configuration for caches: those that Spring Boot keeps in Redis, some of which
 * stay in memory, or all of them where Redis is off.
 */
@AutoConfiguration(before = CacheAutoConfiguration.class,
		after = { DataRedisAutoConfiguration.class, RedisKeyAutoConfiguration.class,
				RedisOutagesAutoConfiguration.class })
@ConditionalOnClass({ CacheAutoConfiguration.class, Caffeine.class, JsonMapper.class })
@ConditionalOnBean(CacheAspectSupport.class)
@ConditionalOnMissingBean(value = CacheManager.class, name = "cacheResolver")
@EnableConfigurationProperties(CacheSettings.class)
public final class RedisCacheAutoConfiguration {

	@Bean
	@Order(Ordered.HIGHEST_PRECEDENCE)
	MemoryCaches redisMemoryCaches(CacheSettings settings, CacheProperties properties,
			ObjectProvider<CaffeineSpec> spec, ObjectProvider<Caffeine<Object, Object>> caffeine) {
		return new MemoryCaches(settings, properties, spec, caffeine);
	}

	/**
	 * Where Redis is on.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnSingleCandidate(RedisConnectionFactory.class)
	@ImportRuntimeHints(Hints.class)
	static class InRedis {

		@Bean
		ValueSerializers redisCacheValueSerializers(CacheSettings settings, BeanFactory beanFactory,
				ResourceLoader resourceLoader) {
			List<String> trusted = new ArrayList<>(settings.cacheTrustedPackages());
			if (AutoConfigurationPackages.has(beanFactory)) {
				trusted.addAll(AutoConfigurationPackages.get(beanFactory));
			}
			return new ValueSerializers(new TrustedTypes(trusted), resourceLoader.getClassLoader());
		}

		@Bean
		CacheDefaults redisCacheDefaults(RedisConnectionFactory connectionFactory, RedisSettings settings,
				ValueSerializers serializers, ObjectProvider<RedisCacheConfiguration> own) {
			return new CacheDefaults(connectionFactory, new ScanAndUnlink(settings.keys(), settings.clusterSafety()),
					serializers, own.getIfAvailable() != null);
		}

		@Bean
		CacheEngine redisCacheEngine(RedisConnectionFactory connectionFactory, KeyPrefix prefix, CacheSettings settings,
				ValueSerializers serializers, RedisOutages outages, ObjectProvider<CacheEvents> events,
				RedisSettings contract, ObjectProvider<DataRedisConnectionDetails> details,
				ObjectProvider<RedisStaticMasterReplicaConfiguration> masterReplica) {
			return new CacheEngine(connectionFactory, prefix, settings, serializers, outages,
					events.getIfAvailable(() -> CacheEvents.IGNORED), obstacle(contract, details, masterReplica));
		}

		/**
		 * Says why links to the servers do not hear of all changes.
		 */
		private static @Nullable String obstacle(RedisSettings contract,
				ObjectProvider<DataRedisConnectionDetails> details,
				ObjectProvider<RedisStaticMasterReplicaConfiguration> masterReplica) {
			if (contract.clusterSafety().safeMode()) {
				return "one server may stand for several (REDIS_CLUSTER_SAFE_MODE)";
			}
			return FixedReplicas.areListed(details, masterReplica)
					? "which of the listed servers is the master is not known" : null;
		}

		@Bean
		static SharedCacheManagerPostProcessor redisSharedCacheManagerPostProcessor(
				ObjectProvider<CacheDefaults> defaults, ObjectProvider<CacheEngine> engine,
				ObjectProvider<MemoryCaches> memory, ObjectProvider<CacheManagerCustomizers> customizers,
				ObjectProvider<RedisSettings> settings) {
			return new SharedCacheManagerPostProcessor(defaults, engine, memory, customizers, settings);
		}

		@Bean
		CacheStatus redisCacheStatus(CacheManager caches, CacheEngine engine, RedisSettings settings) {
			return new CacheStatus(caches, engine, settings.cacheNamespaces());
		}

	}

	/**
	 * Where meters are.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ MeterRegistry.class, CacheMetricsRegistrar.class })
	static class Metered {

		@Bean
		CacheEvents redisCacheEvents(ObjectProvider<MeterRegistry> registry,
				ObjectProvider<CacheMetricsRegistrar> registrar) {
			return new MeteredCacheEvents(registry, registrar);
		}

	}

	static final class Hints implements RuntimeHintsRegistrar {

		@Override
		public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
			hints.resources().registerPattern(Leases.SCRIPTS + "*.lua");
		}

	}

}
