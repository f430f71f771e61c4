package dev.redisenv.environment;

import dev.redisenv.contract.InvalidRedisSettingsException;
import dev.redisenv.contract.RedisContract;
import dev.redisenv.contract.RedisSettings;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.ConfigurableEnvironment;

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
	TranslatedProperties redisTranslatedProperties(ConfigurableEnvironment environment) {
		return TranslatedProperties.of(RedisContract.of(environment));
	}

}
