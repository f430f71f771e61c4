package dev.redisenv.contract;

import java.util.Comparator;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;

import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;

/**
 * Finds names that are set, look like ours and are one or two letters away from one of
 * ours.
 */
final class NearMisses {

	/**
	 * What Kubernetes injects for a service whose name begins with redis.
	 */
	private static final Pattern INJECTED = Pattern
		.compile(".*_SERVICE_HOST|.*_SERVICE_PORT(_.*)?|.*_PORT|.*_PORT_\\d+_(TCP|UDP|SCTP)(_.*)?");

	private final Set<String> set = new TreeSet<>();

	NearMisses(ConfigurableEnvironment environment) {
		for (PropertySource<?> source : environment.getPropertySources()) {
			if (source instanceof EnumerablePropertySource<?> enumerable) {
				for (String name : enumerable.getPropertyNames()) {
					this.set.add(name.toUpperCase(Locale.ROOT).replace('-', '_'));
				}
			}
		}
	}

	void forEach(Consumer<String> warnings) {
		this.set.stream()
			.filter((name) -> !RedisVariable.allNames().contains(name))
			.filter((name) -> RedisVariable.looksLikeOurs(name) && !INJECTED.matcher(name).matches())
			.forEach((name) -> RedisVariable.allNames()
				.stream()
				.filter((candidate) -> distance(name, candidate) <= 2)
				.min(byDistance(name))
				.ifPresent((candidate) -> warnings
					.accept("%s is not known and has no effect. Did you mean %s?".formatted(name, candidate))));
	}

	/**
	 * Finds the name that differs least.
	 */
	static String nearest(String name, Set<String> candidates) {
		return candidates.stream().min(byDistance(name)).orElse(name);
	}

	private static Comparator<String> byDistance(String name) {
		return Comparator.<String>comparingInt((candidate) -> distance(name, candidate))
			.thenComparing(Comparator.naturalOrder());
	}

	/**
	 * Counts the letters to insert, delete or replace (Levenshtein).
	 */
	private static int distance(String one, String other) {
		int[] row = new int[other.length() + 1];
		for (int j = 0; j < row.length; j++) {
			row[j] = j;
		}
		for (int i = 1; i <= one.length(); i++) {
			int diagonal = row[0];
			row[0] = i;
			for (int j = 1; j < row.length; j++) {
				int replaced = diagonal + ((one.charAt(i - 1) == other.charAt(j - 1)) ? 0 : 1);
				diagonal = row[j];
				row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
			}
		}
		return row[other.length()];
	}

}
