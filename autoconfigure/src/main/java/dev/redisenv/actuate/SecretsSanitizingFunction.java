package dev.redisenv.actuate;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import dev.redisenv.contract.RedisVariable;

import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;

/**
 * Hides every variable that may hold a password, and the properties of Spring Boot that
 * it becomes, under any spelling of their names.
 */
final class SecretsSanitizingFunction implements SanitizingFunction {

	private static final Set<String> PROPERTIES = Set.of("springdataredispassword", "springdataredissentinelpassword",
			"springdataredisurl");

	private final Set<String> variables = Arrays.stream(RedisVariable.values())
		.filter((variable) -> variable.type().secret())
		.flatMap((variable) -> variable.names().stream())
		.map(SecretsSanitizingFunction::uniform)
		.collect(Collectors.toSet());

	@Override
	public SanitizableData apply(SanitizableData data) {
		String name = uniform(data.getKey());
		return (PROPERTIES.contains(name) || this.variables.contains(name)) ? data.withSanitizedValue() : data;
	}

	private static String uniform(String name) {
		return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
	}

}
