package dev.redisenv.contract;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.PlaceholdersResolver;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.PlaceholderResolutionException;

/**
 * The variables that are set, found by any of their names in any property source. Blank
 * is unset.
 */
final class Variables {

	/**
	 * What Kubernetes injects as the port of a service: {@code REDIS_SENTINEL_PORT} for
	 * one called redis-sentinel.
	 */
	private static final Pattern INJECTED_PORT = Pattern.compile("(tcp|udp|sctp)://.*");

	private final Map<RedisVariable, Value> values = new EnumMap<>(RedisVariable.class);

	private final Iterable<ConfigurationPropertySource> sources;

	private final PlaceholdersResolver placeholders;

	private final Problems problems;

	Variables(ConfigurableEnvironment environment, Iterable<ConfigurationPropertySource> sources, Problems problems) {
		this.sources = sources;
		this.placeholders = new PropertySourcesPlaceholdersResolver(environment);
		this.problems = problems;
		for (RedisVariable variable : RedisVariable.values()) {
			Value value = single(variable);
			if (value != null) {
				this.values.put(variable, value);
			}
		}
	}

	@Nullable Value get(RedisVariable variable) {
		return this.values.get(variable);
	}

	Map<RedisVariable, Reading> readings(UnusedVariables unused) {
		Map<RedisVariable, Reading> readings = new EnumMap<>(RedisVariable.class);
		this.values.forEach((variable, value) -> readings.put(variable,
				new Reading(value.name(), value.shown(), value.origin(), unused.reason(variable))));
		return readings;
	}

	private @Nullable Value single(RedisVariable variable) {
		List<Value> found = new ArrayList<>();
		for (String name : variable.names()) {
			Value value = find(variable, name);
			if (value != null) {
				found.add(value);
			}
		}
		found.stream()
			.skip(1)
			.filter((other) -> !same(found.get(0), other))
			.forEach((other) -> this.problems.addLine(other,
					"and " + found.get(0).name() + " are two names of one setting and are set to different values",
					ConnectionReader.removal(other, found.get(0))));
		return found.isEmpty() ? null : found.get(0);
	}

	private static boolean same(Value one, Value other) {
		return one.text().equals(other.text()) || (one.type() == ValueType.BOOLEAN
				&& Objects.equals(Values.parseFlag(one.text()), Values.parseFlag(other.text())));
	}

	private @Nullable Value find(RedisVariable variable, String name) {
		ConfigurationPropertyName propertyName = ConfigurationPropertyName.of(RedisVariable.propertyName(name));
		for (ConfigurationPropertySource source : this.sources) {
			ConfigurationProperty property = source.getConfigurationProperty(propertyName);
			if (property != null) {
				return toValue(variable, name, property);
			}
		}
		return null;
	}

	private @Nullable Value toValue(RedisVariable variable, String name, ConfigurationProperty property) {
		String text = property.getValue().toString().strip();
		Value raw = new Value(name, null, variable.type(), text, text, property.getOrigin());
		try {
			text = String.valueOf(this.placeholders.resolvePlaceholders(text)).strip();
		}
		catch (PlaceholderResolutionException ex) {
			// The exception quotes the value, so only what it means is passed on.
			this.problems.add(raw, "holds a placeholder that refers to itself",
					"    # a value without ${" + name + "}");
			return null;
		}
		boolean unset = text.isEmpty() || (variable.type() == ValueType.PORT && INJECTED_PORT.matcher(text).matches());
		return unset ? null : raw.withText(text);
	}

}
