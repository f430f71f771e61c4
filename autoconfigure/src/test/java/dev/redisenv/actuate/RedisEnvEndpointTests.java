package dev.redisenv.actuate;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Objects;

import dev.redisenv.TestApplication;
import dev.redisenv.contract.RedisVariable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code /actuator/redisenv} shows.
 */
class RedisEnvEndpointTests {

	@Test
	void showsEveryVariable() {
		assertThat(answer(TestApplication.with(Map.of())).path("variables").propertyNames())
			.hasSize(RedisVariable.values().length);
	}

	@Test
	void showsWhatWasSetWhereAndWhatItBecame() {
		JsonNode variables = answer(
				TestApplication.with("REDIS_URL", "redis://alice:s3cr3t@one:1/2").arguments("--redis-key-prefix=chat"))
			.path("variables");
		assertThat(variables.path("REDIS_URI").toString()).isEqualTo(
				"{\"setBy\":\"REDIS_URL\",\"value\":\"redis://***@one:1/2\",\"origin\":\"System Environment Property \\\"REDIS_URL\\\"\",\"translatedTo\":[\"spring.data.redis.host\",\"spring.data.redis.port\",\"spring.data.redis.database\",\"spring.data.redis.username\",\"spring.data.redis.password\"]}");
		assertThat(variables.path("REDIS_KEY_PREFIX").toString()).isEqualTo(
				"{\"value\":\"chat\",\"origin\":\"\\\"redis-key-prefix\\\" from property source \\\"commandLineArgs\\\"\",\"translatedTo\":[\"spring.session.data.redis.namespace\"]}");
	}

	@Test
	void showsTheDefaultOfWhatIsNotSet() {
		assertThat(answer(TestApplication.with(Map.of())).path("variables").path("REDIS_SOCKET_TIMEOUT").toString())
			.isEqualTo("{\"defaultValue\":\"5\"}");
	}

	@Test
	void showsNoSecret() {
		assertThat(answer(TestApplication.with("REDIS_URI", "redis://:s3cr3t@one:1")
			.and("REDIS_PASSWORD", "s3cr3t-too")
			.and("REDIS_SENTINEL_PASSWORD", "s3cr3t-unused")
			.and("WEBSOCKET_REDIS_URL", "redis://two:2?password=s3cr3t")
			.and("WEBSOCKET_REDIS_OPTIONS", "{\"password\": \"s3cr3t\"}")).toString()).doesNotContain("s3cr3t")
			.contains("\"REDIS_PASSWORD\":{\"value\":\"***\"");
	}

	@Test
	void showsWarnings() {
		JsonNode answer = answer(TestApplication.with("REDIS_URI", "redis://alice@one:1").and("REDIS_USERNAME", "bob"));
		assertThat(answer.path("warnings").toString()).contains("REDIS_USERNAME is used.");
		assertThat(answer.path("acl").toString()).contains("ACL SETUSER <user> reset on");
	}

	@Test
	void saysWhatIsIgnoredWhereTheApplicationDecides() {
		JsonNode variables = answer(TestApplication.with("REDIS_URI", "redis://one:1")
			.and("REDIS_SOCKET_TIMEOUT", 1)
			.and("WEBSOCKET_REDIS_CLUSTER", true)
			.arguments("--spring.data.redis.host=two")).path("variables");
		String reason = "spring.data.redis.host is set by the application and decides the connection as a whole";
		assertThat(ignored(variables, "REDIS_URI")).isEqualTo(reason);
		assertThat(ignored(variables, "WEBSOCKET_REDIS_CLUSTER")).isEqualTo(reason);
		assertThat(variables.path("REDIS_URI").has("translatedTo")).isFalse();
		assertThat(ignored(variables, "REDIS_SOCKET_TIMEOUT")).isEmpty();
		assertThat(variables.path("REDIS_SOCKET_TIMEOUT").path("translatedTo").toString())
			.contains("spring.data.redis.timeout");
	}

	@Test
	void saysWhatIsIgnoredWhereABeanDecides() {
		JsonNode variables = answer(TestApplication.with("REDIS_URI", "redis://one:1")
			.and("REDIS_SOCKET_TIMEOUT", 1)
			.bean(DataRedisConnectionDetails.class, Details::new)).path("variables");
		assertThat(ignored(variables, "REDIS_URI"))
			.isEqualTo("A connection bean of the application decides where it connects");
		assertThat(ignored(variables, "REDIS_SOCKET_TIMEOUT")).isEmpty();
	}

	@Test
	void saysWhatIsIgnoredWhereRedisIsOff() {
		JsonNode variables = answer(TestApplication.with("USE_REDIS", false)
			.and("REDIS_SOCKET_TIMEOUT", 1)
			.and("SESSION_COOKIE_SECURE", true)).path("variables");
		assertThat(ignored(variables, "REDIS_SOCKET_TIMEOUT")).isEqualTo("USE_REDIS is false");
		assertThat(ignored(variables, "USE_REDIS")).isEmpty();
		assertThat(ignored(variables, "SESSION_COOKIE_SECURE")).isEmpty();
	}

	@Test
	void saysWhatIsIgnoredWhereNobodySaidWhere() {
		JsonNode variables = answer(TestApplication.with("REDIS_PASSWORD", "s3cr3t")).path("variables");
		assertThat(ignored(variables, "REDIS_PASSWORD")).isEqualTo("REDIS_URI does not say where Redis is");
	}

	private static String ignored(JsonNode variables, String name) {
		return variables.path(name).path("ignored").asString();
	}

	private static JsonNode answer(TestApplication application) {
		try (ConfigurableApplicationContext context = application
			.arguments("--management.endpoints.web.exposure.include=redisenv", "--redis-env.startup=background")
			.web()
			.start()) {
			String port = Objects.requireNonNull(context.getEnvironment().getProperty("local.server.port"));
			HttpResponse<String> response = HttpClient.newHttpClient()
				.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/redisenv")).build(),
						HttpResponse.BodyHandlers.ofString());
			return JsonMapper.shared().readTree(response.body());
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static final class Details implements DataRedisConnectionDetails {

		@Override
		public Standalone getStandalone() {
			return Standalone.of("three", 3);
		}

	}

}
