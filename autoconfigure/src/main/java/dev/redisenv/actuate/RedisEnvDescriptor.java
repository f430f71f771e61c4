package dev.redisenv.actuate;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What the variables were set to.
 *
 * @param variables every variable by its name, whether set or not
 * @param warnings what is odd, one sentence each
 * @param acl the command that makes a Redis user for exactly this application
 */
record RedisEnvDescriptor(Map<String, Variable> variables, List<String> warnings,
		String acl) implements OperationResponseBody {

	/**
	 * What one variable was set to.
	 *
	 * @param setBy the alias that it was set by
	 * @param value the value, without what may be secret
	 * @param origin where it was set
	 * @param defaultValue what holds where it is not set
	 * @param ignored why it has no effect
	 * @param translatedTo properties of Spring Boot that it became
	 */
	record Variable(@Nullable String setBy, @Nullable String value, @Nullable String origin,
			@Nullable String defaultValue, @Nullable String ignored, @Nullable List<String> translatedTo) {

	}

}
