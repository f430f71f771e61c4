package dev.redisenv.contract;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.redisenv.connection.RedisWebSocketConnection;
import dev.redisenv.test.RedisServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/**
 * Runs every row of {@code contract-cases.yaml} in a whole application.
 */
@Tag("once")
@ExtendWith(OutputCaptureExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContractCasesTests {

	private static final String SECRET = "s3cr3t";

	private @Nullable ContractServers servers;

	@BeforeAll
	void startServers(@TempDir Path folder) throws Exception {
		this.servers = new ContractServers(folder);
	}

	@AfterAll
	void stopServers() throws Exception {
		servers().stop();
	}

	private ContractServers servers() {
		return Objects.requireNonNull(this.servers);
	}

	static Stream<ContractCase> cases() {
		return ContractCase.all().stream();
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("cases")
	void leadsTo(ContractCase row, CapturedOutput output) {
		String clientName = "case-" + UUID.randomUUID();
		if (row.fails() != null) {
			fails(row, row.fails(), output);
		}
		else {
			try (ConfigurableApplicationContext context = start(row, clientName)) {
				serves(row, context, clientName);
			}
		}
		warns(row, output);
		assertThat(output.getAll()).doesNotContain(SECRET);
	}

	private ConfigurableApplicationContext start(ContractCase row, String clientName) {
		Map<String, Object> variables = new HashMap<>();
		row.env().forEach((name, value) -> variables.put(name, servers().resolve(value)));
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, new SystemEnvironmentPropertySource(
					StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
		SpringApplication application = new SpringApplication(Application.class);
		application.setEnvironment(environment);
		application.setWebApplicationType(WebApplicationType.NONE);
		List<String> args = new ArrayList<>(row.args().stream().map(servers()::resolve).toList());
		args.add("--spring.data.redis.client-name=" + clientName);
		return application.run(args.toArray(String[]::new));
	}

	private void fails(ContractCase row, List<String> faults, CapturedOutput output) {
		Throwable thrown = catchThrowable(() -> start(row, "none").close());
		// What only a library knows is found while its bean is made.
		InvalidRedisSettingsException failure = (InvalidRedisSettingsException) NestedExceptionUtils
			.getMostSpecificCause(thrown);
		assertThat(failure.problems()).extracting(Problem::fault).containsExactlyInAnyOrderElementsOf(faults);
		assertThat(failure.problems()).extracting(Problem::remedy).containsAll(row.write());
		assertThat(output).contains("APPLICATION FAILED TO START");
		Stream.concat(faults.stream(), row.write().stream()).forEach((text) -> assertThat(output).contains(text));
	}

	private void warns(ContractCase row, CapturedOutput output) {
		if (row.warns() != null) {
			List<String> warnings = output.getAll()
				.lines()
				.filter((line) -> line.contains("RedisContractInitializer"))
				.toList();
			assertThat(warnings).hasSize(row.warns().size());
			row.warns().forEach((text) -> assertThat(output).contains(text));
		}
	}

	private void serves(ContractCase row, ConfigurableApplicationContext context, String clientName) {
		row.properties()
			.forEach((name, value) -> assertThat(context.getEnvironment().getProperty(name)).isEqualTo(value));
		if (row.noConnection()) {
			assertThat(context.getBeansOfType(RedisConnectionFactory.class)).isEmpty();
			return;
		}
		RedisConnectionFactory factory = context.getBean(RedisConnectionFactory.class);
		if (row.refused() != null) {
			// Lettuce at times loses the server's answer to a handshake that fails at
			// once.
			await().atMost(Duration.ofSeconds(20))
				.untilAsserted(() -> assertThatExceptionOfType(RedisConnectionFailureException.class)
					.isThrownBy(() -> factory.getConnection().ping())
					.withMessageContaining(row.refused()));
			return;
		}
		connects(Objects.requireNonNull(row.connects()), factory, clientName);
		if (row.websocket() != null) {
			RedisConnectionFactory webSocket = context.getBean(RedisWebSocketConnection.class).connectionFactory();
			assertThat(webSocket == factory).isEqualTo(row.websocket().shared());
			if (webSocket != factory) {
				connects(row.websocket(), webSocket, clientName);
			}
		}
	}

	/**
	 * Asks the servers what they see.
	 */
	private void connects(ContractCase.Seen expected, RedisConnectionFactory factory, String clientName) {
		List<RedisServer> nodes = servers().get(Objects.requireNonNull(expected.to()));
		String user = Objects.requireNonNullElse(expected.user(), "default");
		try (RedisConnection connection = factory.getConnection()) {
			for (int i = 0; i < 20; i++) {
				byte[] key = "{%s-%d}".formatted(clientName, i).getBytes(StandardCharsets.UTF_8);
				connection.stringCommands().set(key, key);
			}
			for (RedisServer node : nodes) {
				assertThat(node.command("CLIENT", "LIST").lines().map(ContractCasesTests::words))
					.anySatisfy((client) -> assertThat(client).containsEntry("name", clientName)
						.containsEntry("db", String.valueOf(expected.db()))
						.containsEntry("user", user));
				if (nodes.size() > 1) {
					assertThat(node.command("KEYS", "{%s-*}".formatted(clientName))).as("keys on " + node).isNotBlank();
				}
			}
			if (nodes.size() == 1) {
				assertThat(connection.execute("ACL", "WHOAMI".getBytes(StandardCharsets.UTF_8)))
					.isEqualTo(user.getBytes(StandardCharsets.UTF_8));
			}
		}
	}

	private static Map<String, String> words(String client) {
		return Stream.of(client.split(" "))
			.map((word) -> word.split("=", 2))
			.collect(Collectors.toMap((pair) -> pair[0], (pair) -> (pair.length > 1) ? pair[1] : ""));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
