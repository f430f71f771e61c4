package dev.redisenv.contract;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;

/**
 * One row of {@code contract-cases.yaml}; its head says what the fields mean.
 */
record ContractCase(String name, Map<String, String> env, List<String> args, @Nullable Map<String, Object> connects,
		@Nullable Map<String, Object> websocket, @Nullable List<String> fails, List<String> write,
		@Nullable List<String> warns, @Nullable String refused, Map<String, String> properties, boolean noConnection) {

	static List<ContractCase> all() {
		try (InputStream file = ContractCase.class.getResourceAsStream("/contract-cases.yaml")) {
			List<Map<String, Object>> rows = new Yaml().load(file);
			return rows.stream().map(ContractCase::of).toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static ContractCase of(Map<String, Object> row) {
		List<String> unknown = new ArrayList<>(row.keySet());
		unknown.removeAll(List.of("case", "env", "args", "connects", "websocket", "fails", "write", "warns", "refused",
				"properties", "no-connection"));
		if (!unknown.isEmpty()) {
			throw new IllegalStateException("Fields that no row has: " + unknown);
		}
		return new ContractCase(text(row, "case"), get(row, "env", Map.of()), get(row, "args", List.of()),
				nullable(row, "connects"), nullable(row, "websocket"), nullable(row, "fails"),
				get(row, "write", List.of()), nullable(row, "warns"), nullable(row, "refused"),
				get(row, "properties", Map.of()), get(row, "no-connection", false));
	}

	private static String text(Map<String, Object> row, String field) {
		return Objects.requireNonNull(row.get(field)).toString();
	}

	@SuppressWarnings("unchecked")
	private static <T> T get(Map<String, Object> row, String field, T other) {
		return (T) row.getOrDefault(field, other);
	}

	@SuppressWarnings("unchecked")
	private static <T> @Nullable T nullable(Map<String, Object> row, String field) {
		return (T) row.get(field);
	}

	@Override
	public String toString() {
		return this.name;
	}

}
