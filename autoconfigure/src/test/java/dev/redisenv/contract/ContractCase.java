package dev.redisenv.contract;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * One row of {@code contract-cases.yaml}; its head says what the fields mean.
 */
record ContractCase(@JsonProperty("case") String name, Map<String, String> env, List<String> args,
		@Nullable Seen connects, @Nullable Seen websocket, @Nullable List<String> fails, List<String> write,
		@Nullable List<String> warns, @Nullable String refused, Map<String, String> properties,
		@JsonProperty("no-connection") boolean noConnection) {

	private static final JsonMapper MAPPER = JsonMapper.builder()
		.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
		.build();

	@SuppressWarnings("NullAway") // Jackson passes null for what a row leaves out
	ContractCase {
		env = Objects.requireNonNullElse(env, Map.of());
		args = Objects.requireNonNullElse(args, List.of());
		write = Objects.requireNonNullElse(write, List.of());
		properties = Objects.requireNonNullElse(properties, Map.of());
	}

	static List<ContractCase> all() {
		try (InputStream file = ContractCase.class.getResourceAsStream("/contract-cases.yaml")) {
			return Arrays.asList(MAPPER.convertValue(new Yaml().load(file), ContractCase[].class));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public String toString() {
		return this.name;
	}

	/**
	 * What a server sees of a connection.
	 *
	 * @param to name of the server
	 * @param db number of the database
	 * @param user the ACL user; {@code null} is the default user
	 * @param shared whether it is the main connection
	 */
	record Seen(@Nullable String to, int db, @Nullable String user, boolean shared) {

	}

}
