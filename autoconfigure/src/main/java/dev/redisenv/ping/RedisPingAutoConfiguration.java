package dev.redisenv.ping;

import java.util.ArrayList;
import java.util.List;

import dev.redisenv.connection.RedisWebSocketConnectionAutoConfiguration;
import dev.redisenv.contract.Ping;
import dev.redisenv.contract.RedisSettings;
import io.lettuce.core.RedisClient;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Auto-configuration for the keep-alive.
 */
@AutoConfiguration(after = { DataRedisAutoConfiguration.class, RedisWebSocketConnectionAutoConfiguration.class },
		afterName = { "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration",
				"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration" })
@ConditionalOnClass(RedisClient.class)
@ConditionalOnBean(LettuceConnectionFactory.class)
public final class RedisPingAutoConfiguration {

	/**
	 * Makes the status, or none without PINGs: whether there are any is known from the
	 * variables at run time.
	 */
	@Bean
	@Nullable PingStatus redisPingStatus(RedisSettings settings) {
		return settings.ping().enabled() ? new PingStatus(settings.ping().interval()) : null;
	}

	/**
	 * Asks the bean factory, since the second connection takes no part in injection by
	 * type. Connections that commands do not share need no PING: each is opened for its
	 * use.
	 */
	@Bean
	PingScheduler redisPingScheduler(ListableBeanFactory beans, RedisSettings settings,
			ObjectProvider<PingListener> listeners) {
		Ping ping = settings.ping();
		List<PingListener> all = listeners.orderedStream().toList();
		List<ConnectionPing> connections = new ArrayList<>();
		beans.getBeansOfType(LettuceConnectionFactory.class).forEach((name, factory) -> {
			if (factory.getShareNativeConnection()) {
				connections.add(new ConnectionPing(name, factory, ping.timeout(), all));
			}
		});
		return new PingScheduler(connections, ping.interval());
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterRegistry.class)
	@ConditionalOnSingleCandidate(MeterRegistry.class)
	static class Meters {

		@Bean
		PingMeters redisPingMeters(MeterRegistry registry) {
			return new PingMeters(registry);
		}

	}

}
