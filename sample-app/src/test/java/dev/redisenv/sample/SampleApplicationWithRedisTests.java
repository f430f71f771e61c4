package dev.redisenv.sample;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.redisenv.test.RedisExtension;
import dev.redisenv.test.RedisServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseCookie;
import org.springframework.test.web.servlet.client.assertj.RestTestClientResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class SampleApplicationWithRedisTests extends SampleApplicationContract {

	private static final String PASSWORD = "correct horse / battery";

	@RegisterExtension
	static final RedisExtension<RedisServer> redis = RedisExtension
		.of(() -> RedisServer.builder().password(PASSWORD).start());

	SampleApplicationWithRedisTests() {
		super(variables());
	}

	@Test
	void keepsMessagesInRedis() {
		this.sample.post("/messages", Map.of("text", "tea?"));
		assertThat(redis.get().command("LRANGE", "chat", "-1", "-1")).contains("\"text\":\"tea?\"");
	}

	@Test
	void showsAMessageOnEveryInstance() {
		try (SampleInstance other = SampleInstance.start(variables())) {
			other.post("/messages", Map.of("text", "rice"));
			assertThat(this.sample.get("/messages")).bodyJson().extractingPath("$[-1].text").isEqualTo("rice");
		}
	}

	@Test
	void speaksInTheNameThatTheSessionKeeps() {
		String cookie = cookie(this.sample.put("/session", Map.of("name", " Ada ")));
		assertThat(this.sample.getWithSession(cookie, "/session")).bodyJson().extractingPath("$.name").isEqualTo("Ada");
		assertThat(this.sample.postWithSession(cookie, "/messages", Map.of("text", "hi"))).bodyJson()
			.extractingPath("$.author")
			.isEqualTo("Ada");
	}

	@Test
	void keepsASessionForEveryInstance() {
		try (SampleInstance other = SampleInstance.start(variables())) {
			RestTestClientResponse first = this.sample.get("/session");
			assertThat(first).bodyJson().extractingPath("$.shared").isEqualTo(true);
			String cookie = cookie(first);
			assertThat(other.getWithSession(cookie, "/session")).bodyJson().extractingPath("$.visits").isEqualTo(2);
			assertThat(this.sample.getWithSession(cookie, "/session")).bodyJson()
				.extractingPath("$.visits")
				.isEqualTo(3);
		}
	}

	@Test
	void keepsCachesInRedis() {
		assertThat(this.sample.get("/caches")).bodyJson()
			.extractingPath("$[*].store")
			.isEqualTo(List.of("redis", "redis", "redis"));
		this.sample.get("/caches/prices/bread");
		await().untilAsserted(() -> assertThat(redis.get().command("TTL", "prices::bread")).asInt().isBetween(1, 600));
	}

	@Test
	void keepsCopiesOfOneCacheInMemory() {
		await().untilAsserted(() -> {
			assertThat(this.sample.get("/caches/menus/lunch")).hasStatusOk();
			assertThat(this.sample.get("/caches")).bodyJson()
				.extractingPath("$[1].copies.hits")
				.asNumber()
				.satisfies((hits) -> assertThat(hits.longValue()).isPositive());
			assertThat(this.sample.get("/caches")).bodyJson()
				.extractingPath("$[1].copies.stalenessMs")
				.asNumber()
				.satisfies((age) -> assertThat(age.longValue()).isBetween(0L, 60_000L));
		});
		assertThat(this.sample.get("/caches")).bodyJson().extractingPath("$[0].copies").isNull();
	}

	@Test
	void namesNoSecretWhereRedisIsAway() {
		try (RedisServer server = RedisServer.builder().password(PASSWORD).start();
				SampleInstance alone = SampleInstance
					.start(Map.of("REDIS_URI", server.uri().toString(), "REDIS_PASSWORD", PASSWORD))) {
			server.kill();
			assertThat(alone.get("/messages")).hasStatus(HttpStatus.SERVICE_UNAVAILABLE)
				.bodyText()
				.contains("Redis does not answer.")
				.doesNotContain(PASSWORD, "127.0.0.1");
		}
	}

	@Test
	void reportsTheHealthOfRedis() {
		assertThat(this.sample.get("/actuator/health")).bodyJson()
			.extractingPath("$.components.redis.status")
			.isEqualTo("UP");
	}

	@Test
	void usesTheDatabaseThatTheUriNames() {
		try (SampleInstance second = SampleInstance
			.start(Map.of("REDIS_URI", redis.get().uri() + "/2", "REDIS_PASSWORD", PASSWORD))) {
			second.get("/session");
			// A near cache tries its link with a key that lives for a moment.
			await().untilAsserted(() -> assertThat(redis.get().command("INFO", "keyspace")).contains("db2:keys=1,"));
		}
	}

	private static Map<String, Object> variables() {
		return Map.of("REDIS_URI", redis.get().uri().toString(), "REDIS_PASSWORD", PASSWORD);
	}

	private static String cookie(RestTestClientResponse response) {
		ResponseCookie cookie = response.getExchangeResult().getResponseCookies().getFirst("SESSION");
		return Objects.requireNonNull(cookie).getValue();
	}

}
