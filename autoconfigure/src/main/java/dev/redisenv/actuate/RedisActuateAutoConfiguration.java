package dev.redisenv.actuate;

import dev.redisenv.contract.RedisContract;
import dev.redisenv.doctor.RedisDoctor;
import dev.redisenv.environment.OwnLocation;
import dev.redisenv.environment.TranslatedProperties;
import dev.redisenv.key.KeyPrefix;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Auto-configuration for the actuator: {@code /actuator/redisenv} shows what was read,
 * and secrets stay hidden in {@code /actuator/env} and {@code /actuator/configprops} also
 * where an application shows values there.
 */
@AutoConfiguration(before = DataRedisAutoConfiguration.class,
		beforeName = "dev.redisenv.environment.RedisStandbyAutoConfiguration")
@ConditionalOnClass(SanitizingFunction.class)
public final class RedisActuateAutoConfiguration {

	@Bean
	SanitizingFunction redisSecretsSanitizingFunction() {
		return new SecretsSanitizingFunction();
	}

	@Bean
	RedisEnvEndpoint redisEnvEndpoint(ConfigurableEnvironment environment, TranslatedProperties properties,
			KeyPrefix prefix, ObjectProvider<OwnLocation> ownLocation, ObjectProvider<RedisDoctor> doctor) {
		return new RedisEnvEndpoint(RedisContract.of(environment), properties, prefix,
				ownLocation.getIfAvailable() != null, doctor);
	}

}
