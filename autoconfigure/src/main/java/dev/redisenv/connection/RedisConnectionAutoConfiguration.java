package dev.redisenv.connection;

import dev.redisenv.contract.Connection;
import dev.redisenv.contract.RedisSettings;
import dev.redisenv.contract.Topology;
import dev.redisenv.environment.OwnLocation;
import dev.redisenv.environment.RedisEnvironmentAutoConfiguration;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCredentialsProvider;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.data.redis.autoconfigure.ClientResourcesBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientConfigurationBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.RedisStaticMasterReplicaConfiguration;

/**
 * Auto-configuration for the connection that Spring Boot makes. Its customizers come
 * before those of the application, which so have the last word.
 */
@AutoConfiguration(before = DataRedisAutoConfiguration.class, after = RedisEnvironmentAutoConfiguration.class)
@ConditionalOnClass(RedisClient.class)
public final class RedisConnectionAutoConfiguration {

	/**
	 * Before customizers that name no order.
	 */
	private static final int EARLY = 0;

	@Bean
	@Order(EARLY)
	ClientResourcesBuilderCustomizer redisReconnectCustomizer(RedisSettings settings,
			ObjectProvider<DataRedisConnectionDetails> details, ObjectProvider<RedisSentinelConfiguration> sentinels) {
		return (resources) -> {
			boolean behindSentinels = sentinels.getIfAvailable() != null || isBehindSentinels(details.getIfAvailable())
					|| isBehindSentinels(settings.webSocket());
			resources.reconnectDelay(() -> ReconnectDelay.of(settings.limits(), behindSentinels));
		};
	}

	private static boolean isBehindSentinels(@Nullable DataRedisConnectionDetails details) {
		return details != null && details.getSentinel() != null;
	}

	private static boolean isBehindSentinels(@Nullable Connection connection) {
		return connection != null && connection.topology() instanceof Topology.Sentinel;
	}

	@Bean
	@Order(EARLY)
	LettuceClientOptionsBuilderCustomizer redisOfflineQueueCustomizer(RedisSettings settings) {
		return new OfflineQueue(settings.limits().offlineQueue());
	}

	/**
	 * Comes last: it replaces a timeout, which the application may have chosen.
	 */
	@Bean
	@Order(Ordered.LOWEST_PRECEDENCE)
	LettuceClientConfigurationBuilderCustomizer redisCommandTimeoutCustomizer() {
		return CommandTimeouts::apply;
	}

	@Bean
	LogIns redisLogIns(RedisSettings settings, ObjectProvider<RedisCredentialsProvider> own,
			ObjectProvider<TokenLogIns> tokens) {
		return new LogIns(settings.connection(), own, tokens);
	}

	/**
	 * For whoever asks for it.
	 */
	@Lazy
	@Bean(defaultCandidate = false)
	RetryTemplate redisFailoverRetryTemplate(RedisSettings settings) {
		return new RetryTemplate(FailoverRetry.policy(settings.limits().failoverAttempts()));
	}

	@Bean
	static ListenerLeakDetector redisListenerLeakDetector(ObjectProvider<RedisSettings> settings) {
		return new ListenerLeakDetector(settings);
	}

	/**
	 * Not for a connection that somebody else supplies.
	 */
	@Bean
	@Order(EARLY)
	@ConditionalOnBean(OwnLocation.class)
	LettuceClientConfigurationBuilderCustomizer redisLocationCustomizer(RedisSettings settings, LogIns logIns) {
		return new ConnectionDressing(settings.connection(), logIns)::apply;
	}

	/**
	 * Where Spring Boot makes the connection factory.
	 */
	@Bean
	@ConditionalOnMissingBean(RedisConnectionFactory.class)
	static BoundedConnectionFactoryPostProcessor redisBoundedConnectionFactoryPostProcessor(
			ObjectProvider<DataRedisConnectionDetails> details,
			ObjectProvider<RedisStaticMasterReplicaConfiguration> masterReplica,
			ObjectProvider<OwnLocation> ownLocation, ObjectProvider<RedisSettings> settings) {
		return new BoundedConnectionFactoryPostProcessor(details, masterReplica, ownLocation, settings);
	}

}
