package dev.redisenv.actuate;

import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration for the actuator: secrets stay hidden in {@code /actuator/env} and
 * {@code /actuator/configprops} also where an application shows values there.
 */
@AutoConfiguration
@ConditionalOnClass(SanitizingFunction.class)
public final class RedisActuateAutoConfiguration {

	@Bean
	SanitizingFunction redisSecretsSanitizingFunction() {
		return new SecretsSanitizingFunction();
	}

}
