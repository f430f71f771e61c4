package dev.redisenv.actuate;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.redisenv.contract.RedisVariable;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;

/**
 * Hides every variable that may hold a password, and the properties of Spring Boot that
 * it becomes, under any spelling of their names.
 */
final class SecretsSanitizingFunction implements SanitizingFunction {

	private static final Set<String> PROPERTIES = Set.of("springdataredispassword", "springdataredissentinelpassword",
			"springdataredisurl");

	private static final Pattern LOG_IN = Pattern.compile("(?:redis|valkey)s?://[^\\s/@]*@", Pattern.CASE_INSENSITIVE);

	private static final Pattern ASSIGNMENT = Pattern.compile("(?<![\\w.-])(?:-D|--)?([A-Za-z][\\w.-]*)=\\S");

	private final Set<String> variables = Arrays.stream(RedisVariable.values())
		.filter((variable) -> variable.type().secret())
		.flatMap((variable) -> variable.names().stream())
		.map(SecretsSanitizingFunction::uniform)
		.collect(Collectors.toSet());

	@Override
	public SanitizableData apply(SanitizableData data) {
		String name = uniform(data.getKey());
		return (PROPERTIES.contains(name) || this.variables.contains(name) || holdsSecret(data.getValue()))
				? data.withSanitizedValue() : data;
	}

	/**
	 * A command line, as in {@code sun.java.command}, may set a secret in the middle of a
	 * longer text.
	 */
	private boolean holdsSecret(@Nullable Object value) {
		if (!(value instanceof CharSequence text)) {
			return false;
		}
		return LOG_IN.matcher(text).find() || ASSIGNMENT.matcher(text)
			.results()
			.map((assignment) -> uniform(assignment.group(1)))
			.anyMatch((name) -> PROPERTIES.contains(name) || this.variables.contains(name));
	}

	private static String uniform(String name) {
		return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
	}

}
