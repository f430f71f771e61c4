package dev.redisenv.health;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Objects;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.ApplicationContext;

import static org.awaitility.Awaitility.await;

/**
 * What an application answers at {@code /actuator/health}.
 *
 * @param code status code of the answer
 * @param body the answer
 * @param took how long it took to come
 */
record HealthOverHttp(int code, JsonNode body, Duration took) {

	static final String[] SHOWN = { "--management.endpoint.health.show-details=always" };

	private static final HttpClient CLIENT = HttpClient.newHttpClient();

	/**
	 * Asks an application that was started with the arguments {@link #SHOWN}.
	 */
	static HealthOverHttp of(ApplicationContext context) {
		String port = Objects.requireNonNull(context.getEnvironment().getProperty("local.server.port"));
		long start = System.nanoTime();
		try {
			HttpResponse<String> response = CLIENT.send(
					HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/health")).build(),
					HttpResponse.BodyHandlers.ofString());
			return new HealthOverHttp(response.statusCode(), JsonMapper.shared().readTree(response.body()),
					Duration.ofNanos(System.nanoTime() - start));
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Asks until the first connection is open or refused, which takes longer than a probe
	 * on a busy machine.
	 */
	static HealthOverHttp settled(ApplicationContext context) {
		return await().atMost(Duration.ofSeconds(10))
			.until(() -> of(context), (health) -> !health.body().toString().contains("did not answer"));
	}

	String status() {
		return this.body.path("status").asString();
	}

	JsonNode component(String name) {
		return this.body.path("components").path(name);
	}

	String redisStatus() {
		return component("redis").path("status").asString();
	}

	JsonNode details() {
		return component("redis").path("details");
	}

	String reason() {
		return details().path("reason").asString();
	}

}
