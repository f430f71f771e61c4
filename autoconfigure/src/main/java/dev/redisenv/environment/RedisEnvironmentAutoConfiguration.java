package dev.redisenv.environment;

import dev.redisenv.contract.InvalidRedisSettingsException;
import dev.redisenv.contract.RedisContract;
import dev.redisenv.contract.RedisSettings;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * Auto-configuration for the settings. Publishes {@link RedisSettings}, or ends the start
 * with one {@link InvalidRedisSettingsException} before anything connects.
 */
@AutoConfiguration(before = DataRedisAutoConfiguration.class)
public final class RedisEnvironmentAutoConfiguration {

	@Bean
	static BeanFactoryPostProcessor redisSettingsCheck(ConfigurableEnvironment environment) {
		return (beanFactory) -> RedisContract.of(environment).validSettings();
	}

	@Bean
	RedisSettings redisSettings(ConfigurableEnvironment environment) {
		return RedisContract.of(environment).validSettings();
	}

	@Bean
	@ConditionalOnMissingBean({ DataRedisConnectionDetails.class, RedisConnectionFactory.class })
	OwnLocation redisOwnLocation() {
		return new OwnLocation();
	}

	@Bean
	TranslatedProperties redisTranslatedProperties(ConfigurableEnvironment environment) {
		return TranslatedProperties.of(RedisContract.of(environment));
	}

}
