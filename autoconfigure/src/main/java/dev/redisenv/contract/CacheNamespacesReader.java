package dev.redisenv.contract;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Reads which caches stay in memory.
 */
final class CacheNamespacesReader {

	private static final String DECLARED = "spring.cache.cache-names";

	private final ConfigurableEnvironment environment;

	private final Problems problems;

	CacheNamespacesReader(ConfigurableEnvironment environment, Problems problems) {
		this.environment = environment;
		this.problems = problems;
	}

	CacheNamespaces read(@Nullable Value value) {
		if (value == null) {
			return new CacheNamespaces(Set.of());
		}
		Set<String> names = Arrays.stream(value.text().split(","))
			.map(String::strip)
			.filter((name) -> !name.isEmpty())
			.collect(Collectors.toCollection(LinkedHashSet::new));
		Set<String> declared = Binder.get(this.environment)
			.bind(DECLARED, Bindable.setOf(String.class))
			.orElse(Set.of());
		if (!declared.isEmpty()) {
			names.stream().filter((name) -> !declared.contains(name)).forEach((name) -> unknown(value, name, declared));
		}
		return new CacheNamespaces(names);
	}

	private void unknown(Value value, String name, Set<String> declared) {
		this.problems.add(value, "names the cache \"%s\", which %s does not declare".formatted(name, DECLARED),
				NearMisses.nearest(name, declared));
	}

}
