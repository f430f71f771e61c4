package dev.redisenv.startup;

import java.util.ArrayList;
import java.util.List;

import dev.redisenv.connection.RedisWebSocketConnectionAutoConfiguration;
import dev.redisenv.contract.RedisContract;
import dev.redisenv.doctor.RedisDoctor;
import dev.redisenv.doctor.SessionsInRedis;
import io.lettuce.core.RedisClient;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * Auto-configuration for a start with Redis away.
 */
@AutoConfiguration(after = { DataRedisAutoConfiguration.class, RedisWebSocketConnectionAutoConfiguration.class })
@ConditionalOnClass(RedisClient.class)
@ConditionalOnBean(RedisConnectionFactory.class)
@EnableConfigurationProperties(StartupSettings.class)
public final class RedisStartupAutoConfiguration {

	@Bean
	Startup redisStartup(StartupSettings settings, ConfigurableEnvironment environment, ListableBeanFactory beans) {
		return Startup.of(settings, RedisContract.of(environment), () -> SessionsInRedis.in(beans));
	}

	/**
	 * Asks the bean factory, since the second connection takes no part in injection by
	 * type.
	 */
	@Bean
	StartupCheck redisStartupCheck(ListableBeanFactory beans, Startup startup, ObjectProvider<RedisDoctor> doctor) {
		List<FirstContact> contacts = new ArrayList<>();
		beans.getBeansOfType(RedisConnectionFactory.class)
			.forEach((name, factory) -> contacts.add(new FirstContact(name, factory)));
		return new StartupCheck(startup, contacts, doctor::getIfAvailable);
	}

	@Bean
	LateListeners redisLateListeners(ListableBeanFactory beans, Startup startup) {
		return new LateListeners(beans, startup);
	}

	@Bean
	static LateStreams redisLateStreams(ObjectProvider<Startup> startup, ObjectProvider<LateListeners> listeners,
			ObjectProvider<RedisConnectionFactory> connectionFactory) {
		return new LateStreams(startup, listeners, connectionFactory);
	}

}
