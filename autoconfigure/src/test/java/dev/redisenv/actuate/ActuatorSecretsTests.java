package dev.redisenv.actuate;

import java.util.Objects;

import dev.redisenv.TestApplication;
import dev.redisenv.test.RedisExtension;
import dev.redisenv.test.RedisServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.actuate.context.properties.ConfigurationPropertiesReportEndpoint;
import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.env.EnvironmentEndpoint;
import org.springframework.boot.actuate.env.EnvironmentEndpoint.EnvironmentEntryDescriptor;
import org.springframework.boot.actuate.env.EnvironmentEndpoint.PropertySourceEntryDescriptor;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What of ours an actuator shows that shows every value.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ActuatorSecretsTests {

	@RegisterExtension
	static final RedisExtension<RedisServer> redis = RedisExtension
		.of(() -> RedisServer.builder().password("s3cr3t").start());

	private @Nullable ConfigurableApplicationContext context;

	@BeforeAll
	void start() {
		RedisServer server = redis.get();
		this.context = TestApplication.with("REDIS_URI", "redis://:s3cr3t@127.0.0.1:" + server.port())
			.and("REDIS_SENTINEL_PASSWORD", "s3cr3t-unused")
			.and("WEBSOCKET_REDIS_URL", "redis://127.0.0.1:" + server.port() + "/1")
			.and("WEBSOCKET_REDIS_OPTIONS", "{\"password\": \"s3cr3t\"}")
			.and("HARMLESS", "shown")
			.arguments("--redis-password=s3cr3t", "--management.endpoint.env.show-values=always",
					"--management.endpoint.configprops.show-values=always",
					"--management.endpoints.web.exposure.include=*")
			.web()
			.start();
		this.context.getBean(StringRedisTemplate.class).hasKey("connects");
	}

	@AfterAll
	void stop() {
		context().close();
	}

	@Test
	void theEnvironmentShowsNoSecret() {
		String shown = json(context().getBean(EnvironmentEndpoint.class).environment(null));
		assertThat(shown).doesNotContain("s3cr3t")
			.contains("REDIS_SENTINEL_PASSWORD", "WEBSOCKET_REDIS_OPTIONS", "spring.data.redis.password")
			.contains("\"shown\"");
	}

	@ParameterizedTest
	@ValueSource(strings = { "REDIS_URI", "redis-uri", "REDIS_PASSWORD", "redis-password", "redis.password",
			"WEBSOCKET_REDIS_OPTIONS", "spring.data.redis.password" })
	void oneEntryShowsNoSecret(String name) {
		assertThat(json(context().getBean(EnvironmentEndpoint.class).environmentEntry(name))).doesNotContain("s3cr3t");
	}

	@Test
	void thePropertiesOfBeansShowNoSecret() {
		assertThat(json(context().getBean(ConfigurationPropertiesReportEndpoint.class).configurationProperties()))
			.doesNotContain("s3cr3t")
			.contains("spring.data.redis-");
	}

	@Test
	void aPropertyNamesTheVariableItComesFrom() {
		EnvironmentEntryDescriptor host = context().getBean(EnvironmentEndpoint.class)
			.environmentEntry("spring.data.redis.host");
		assertThat(host.getProperty()).isNotNull()
			.satisfies((property) -> assertThat(property.getSource()).isEqualTo("redisEnv"));
		assertThat(host.getPropertySources()).filteredOn((source) -> source.getName().equals("redisEnv"))
			.singleElement()
			.extracting(PropertySourceEntryDescriptor::getProperty)
			.isNotNull()
			.satisfies((property) -> assertThat(json(Objects.requireNonNull(property))).contains("REDIS_URI"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "REDIS_URL", "redis-database-uri", "REDIS_CLUSTER_DATABASE_URIS", "redisPassword",
			"REDIS_CLUSTER_PASSWORD", "redis_sentinel_password", "spring.data.redis.url", "SPRING_DATA_REDIS_PASSWORD",
			"spring.data.redis.sentinel.password" })
	void everySpellingOfASecretIsHidden(String name) {
		assertThat(sanitized(name)).isEqualTo(SanitizableData.SANITIZED_VALUE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "REDIS_PASSWORD_FILE", "REDIS_CA", "REDIS_USERNAME", "REDIS_SOCKET_TIMEOUT",
			"spring.data.redis.host", "password" })
	void whatIsNoSecretOfOursIsLeftAlone(String name) {
		assertThat(sanitized(name)).isEqualTo("value");
	}

	@ParameterizedTest
	@ValueSource(strings = { "app.jar --redis-password=s3cr3t", "-Xmx1g -DREDIS_PASSWORD=s3cr3t -Da=b",
			"app.jar --spring.data.redis.password=s3cr3t", "app.jar redis://:s3cr3t@one:1",
			"app.jar --redis-uri=valkeys://alice:s3cr3t@one:1" })
	void aCommandLineThatSetsASecretIsHidden(String value) {
		assertThat(sanitized("sun.java.command", value)).isEqualTo(SanitizableData.SANITIZED_VALUE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "app.jar --server.port=8080", "see redis://one:1/2", "app.jar --redis-username=alice",
			"password=" })
	void anyOtherCommandLineIsShown(String value) {
		assertThat(sanitized("sun.java.command", value)).isEqualTo(value);
	}

	private static @Nullable Object sanitized(String name) {
		return sanitized(name, "value");
	}

	private static @Nullable Object sanitized(String name, String value) {
		return new SecretsSanitizingFunction().apply(new SanitizableData(null, name, value)).getValue();
	}

	private static String json(Object descriptor) {
		return JsonMapper.builder().build().writeValueAsString(descriptor);
	}

	private ConfigurableApplicationContext context() {
		return Objects.requireNonNull(this.context);
	}

}
