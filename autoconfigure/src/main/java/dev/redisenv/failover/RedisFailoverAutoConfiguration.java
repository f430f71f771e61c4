package dev.redisenv.failover;

import dev.redisenv.contract.RedisSettings;
import io.lettuce.core.RedisClient;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.resource.NettyCustomizer;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.data.redis.autoconfigure.ClientResourcesBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;

/**
 * Auto-configuration for the watch over links, and for the names of nodes. Its
 * customizers come before those of the application, which so have the last word.
 */
@AutoConfiguration(before = DataRedisAutoConfiguration.class)
@ConditionalOnClass(RedisClient.class)
public final class RedisFailoverAutoConfiguration {

	/**
	 * Before customizers that name no order.
	 */
	private static final int EARLY = 0;

	@Bean
	@Order(EARLY)
	ClientResourcesBuilderCustomizer redisLinkWatchCustomizer(RedisSettings settings,
			ObjectProvider<NettyCustomizer> others) {
		return (resources) -> resources
			.nettyCustomizer(new LinkWatch(settings.limits().failoverAttempts(), others.orderedStream().toList()));
	}

	@Bean
	@Order(EARLY)
	ClientResourcesBuilderCustomizer redisNodeNamesCustomizer() {
		return (resources) -> resources.socketAddressResolver(new NodeNames());
	}

	/**
	 * Lettuce refuses redirections to addresses that it has not heard of, such as those
	 * of nodes that it knows by name, and of new ones.
	 */
	@Bean
	@Order(EARLY)
	LettuceClientOptionsBuilderCustomizer redisRedirectionCustomizer() {
		return (options) -> {
			if (options instanceof ClusterClientOptions.Builder cluster) {
				cluster.validateClusterNodeMembership(false);
			}
		};
	}

}
