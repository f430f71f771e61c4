package dev.redisenv.contract;

import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Reads how keys begin.
 */
final class KeysReader {

	private static final int COUNT = 1000;

	/**
	 * Blanks, control characters, and what Redis reads as a pattern: in ACL rules, in
	 * SCAN and in PSUBSCRIBE.
	 */
	private static final Pattern FORBIDDEN = Pattern.compile("[\\s\\p{Cntrl}*?\\[\\]\\\\]");

	private static final Pattern VARIABLE_NAME = Pattern.compile("[A-Z_][A-Z0-9_]*");

	private static final Pattern BRACES = Pattern.compile("\\{[^}]+}");

	/**
	 * Names that hold something else in each replica.
	 */
	private static final Set<String> PER_REPLICA = Set.of("HOSTNAME", "POD_NAME", "DYNO");

	private final ConfigurableEnvironment environment;

	private final Variables variables;

	private final Problems problems;

	private final Values values;

	KeysReader(ConfigurableEnvironment environment, Variables variables, Problems problems) {
		this.environment = environment;
		this.variables = variables;
		this.problems = problems;
		this.values = new Values(problems);
	}

	/**
	 * Reads the settings.
	 * @param clustered whether the variables name a cluster
	 */
	Keys keys(boolean clustered) {
		Value value = prefix();
		if (value != null && clustered && BRACES.matcher(value.text()).find()) {
			this.problems
				.warn("%s holds a hash tag: every key then lies on one node of the cluster.".formatted(value.name()));
		}
		return new Keys((value != null) ? value.text() : null, count(RedisVariable.REDIS_SCAN_COUNT),
				count(RedisVariable.REDIS_DELETE_CHUNK_SIZE));
	}

	private int count(RedisVariable variable) {
		return this.values.count(this.variables.get(variable), 1, 1_000_000, COUNT);
	}

	private @Nullable Value prefix() {
		Value prefix = this.variables.get(RedisVariable.REDIS_KEY_PREFIX);
		Value pointer = this.variables.get(RedisVariable.REDIS_KEY_PREFIX_VAR);
		if (prefix != null && pointer != null) {
			this.problems.addLine(pointer, "and " + prefix.name() + " are two forms of one setting and are both set",
					ConnectionReader.removal(pointer, prefix));
			return null;
		}
		Value value = (pointer != null) ? target(pointer) : prefix;
		if (value != null && FORBIDDEN.matcher(value.text()).find()) {
			this.problems.add(value, "holds a blank, a control character or one of * ? [ ] \\", "my-app");
			return null;
		}
		return value;
	}

	/**
	 * Reads the variable that another one names.
	 */
	private @Nullable Value target(Value pointer) {
		String name = pointer.text();
		if (!VARIABLE_NAME.matcher(name).matches() || RedisVariable.allNames().contains(name)) {
			this.problems.add(pointer, "is not the name of a variable for a prefix", "K_REVISION");
			return null;
		}
		String text = this.environment.getProperty(name);
		if (text == null || text.isBlank()) {
			this.problems.addLine(pointer, "names the variable " + name + ", which is not set", name + "=my-app");
			return null;
		}
		if (PER_REPLICA.contains(name)) {
			this.problems.warn("%s names %s, which differs in every replica: replicas then share nothing."
				.formatted(pointer.name(), name));
		}
		return new Value(name, null, ValueType.PREFIX, text.strip(), text.strip(), pointer.origin());
	}

}
