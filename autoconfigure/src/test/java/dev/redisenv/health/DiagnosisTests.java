package dev.redisenv.health;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

import dev.redisenv.TestApplication;
import dev.redisenv.test.RedisExtension;
import dev.redisenv.test.RedisServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What the doctor finds, over HTTP.
 */
@ExtendWith(OutputCaptureExtension.class)
class DiagnosisTests {

	private static final String SECRET = "s3cr3t";

	private static final Duration LIMIT = Duration.ofSeconds(20);

	@RegisterExtension
	static final RedisExtension<RedisServer> redis = RedisExtension
		.of(() -> RedisServer.builder().password(SECRET).start());

	@Test
	void theEndpointAndTheHealthNameTheVariable(CapturedOutput output) throws Exception {
		try (ConfigurableApplicationContext context = application(SECRET + "-wrong")
			.arguments("--redis-env.startup=background")
			.start()) {
			HealthOverHttp health = await().atMost(LIMIT)
				.until(() -> HealthOverHttp.of(context), (answer) -> answer.details().has("cause"));
			assertThat(health.redisStatus()).isEqualTo("DOWN");
			assertThat(health.took()).isLessThan(Duration.ofMillis(1500));
			assertThat(health.details().path("cause").asString()).isEqualTo("wrongpass");
			assertThat(health.details().path("remedy").asString())
				.isEqualTo("REDIS_USERNAME and REDIS_PASSWORD must hold a log-in that it knows.");
			HttpResponse<String> doctor = get(context, "/actuator/redisenv/doctor");
			JsonNode body = JsonMapper.shared().readTree(doctor.body());
			assertThat(body.path("status").asString())
				.isEqualTo("Redis cannot be used: 127.0.0.1:%d refuses the user or the password."
					.formatted(redis.get().port()));
			assertThat(body.path("connections").path("main").path("findings").path(0).path("cause").asString())
				.isEqualTo("wrongpass");
			assertThat(health.body().toString() + doctor.body()).doesNotContain(SECRET);
		}
		assertThat(output).doesNotContain(SECRET);
	}

	@Test
	void aServerThatIsLostIsExplainedAndOneThatIsBackIsNot() {
		try (RedisServer server = RedisServer.start();
				ConfigurableApplicationContext context = TestApplication.with("REDIS_URI", server.uri())
					.arguments(HealthOverHttp.SHOWN)
					.web()
					.start()) {
			assertThat(HealthOverHttp.settled(context).redisStatus()).isEqualTo("UP");
			server.kill();
			await().atMost(LIMIT)
				.until(() -> HealthOverHttp.of(context)
					.details()
					.path("cause")
					.asString()
					.equals("connection-refused"));
			assertThat(HealthOverHttp.of(context).redisStatus()).isEqualTo("DEGRADED");
			server.restart();
			await().atMost(LIMIT).until(() -> HealthOverHttp.of(context).redisStatus().equals("UP"));
			assertThat(HealthOverHttp.of(context).details().has("cause")).isFalse();
		}
	}

	@Test
	void theEndpointSaysWhatIsWell() throws Exception {
		try (ConfigurableApplicationContext context = application(SECRET).start()) {
			JsonNode body = JsonMapper.shared().readTree(get(context, "/actuator/redisenv/doctor").body());
			assertThat(body.path("status").asString()).isEqualTo("All is well.");
			assertThat(body.path("connections").path("main").path("checked").path(0).asString())
				.isEqualTo("127.0.0.1:%d lets default in".formatted(redis.get().port()));
			assertThat(get(context, "/actuator/redisenv/nurse").statusCode()).isEqualTo(404);
		}
	}

	@Test
	void withoutRedisThereIsNothingToExamine() throws Exception {
		try (ConfigurableApplicationContext context = TestApplication.with(Map.of())
			.arguments("--management.endpoints.web.exposure.include=redisenv")
			.web()
			.start()) {
			assertThat(get(context, "/actuator/redisenv/doctor").body())
				.isEqualTo("{\"status\":\"There is no connection to examine.\",\"connections\":{}}");
		}
	}

	private static TestApplication application(String password) {
		return TestApplication.with("REDIS_URI", redis.get().uri())
			.and("REDIS_PASSWORD", password)
			.arguments(HealthOverHttp.SHOWN)
			.arguments("--management.endpoints.web.exposure.include=redisenv,health")
			.web();
	}

	private static HttpResponse<String> get(ConfigurableApplicationContext context, String path)
			throws IOException, InterruptedException {
		String port = Objects.requireNonNull(context.getEnvironment().getProperty("local.server.port"));
		return HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
					HttpResponse.BodyHandlers.ofString());
	}

}
