package dev.redisenv.sample;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.assertj.RestTestClientResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What the application does with Redis and without.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SampleApplicationContract {

	private static final MediaType TEXT = new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8);

	private final Map<String, Object> variables;

	@SuppressWarnings("NullAway.Init")
	SampleInstance sample;

	SampleApplicationContract(Map<String, Object> variables) {
		this.variables = variables;
	}

	@BeforeAll
	void start() {
		this.sample = SampleInstance.start(this.variables);
	}

	@AfterAll
	void stop() {
		this.sample.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "hello", "grüße, 世界", "<b>text</b>", "  two\nlines  " })
	void readsTheValueThatWasSet(String text) {
		set("greeting", text);
		assertThat(this.sample.get("/values/greeting")).hasStatusOk().hasContentType(TEXT).bodyText().isEqualTo(text);
	}

	@Test
	void replacesAValue() {
		set("color", "red");
		set("color", "blue");
		assertThat(this.sample.get("/values/color")).bodyText().isEqualTo("blue");
	}

	@Test
	void findsNoValueThatWasNeverSet() {
		assertThat(this.sample.get("/values/nothing")).hasStatus(HttpStatus.NOT_FOUND);
	}

	@Test
	void countsVisitsInASession() {
		RestTestClientResponse first = this.sample.get("/session");
		assertThat(first).hasStatusOk().bodyJson().extractingPath("$.visits").isEqualTo(1);
		assertThat(first).cookies().hasSize(1);
	}

	@Test
	void listsTheConfiguredCaches() {
		assertThat(this.sample.get("/caches")).hasStatusOk()
			.bodyJson()
			.extractingPath("$[*].name")
			.asArray()
			.containsExactly("articles", "prices");
	}

	@Test
	void loadsACachedValueOnce() {
		// The write to Redis may end after the response
		await().untilAsserted(() -> {
			String first = body(this.sample.get("/caches/articles/tea"));
			assertThat(first).contains("\"tea, loaded at ");
			assertThat(body(this.sample.get("/caches/articles/tea"))).isEqualTo(first);
		});
	}

	@Test
	void keepsTheSameKeyOfTwoCachesApart() {
		assertThat(body(this.sample.get("/caches/articles/rice")))
			.isNotEqualTo(body(this.sample.get("/caches/prices/rice")));
	}

	@Test
	void knowsNoCacheButTheConfiguredOnes() {
		assertThat(this.sample.get("/caches/others/tea")).hasStatus(HttpStatus.NOT_FOUND);
		assertThat(this.sample.get("/caches")).bodyText().doesNotContain("others");
	}

	@Test
	void isHealthy() {
		assertThat(this.sample.get("/actuator/health")).hasStatusOk()
			.bodyJson()
			.extractingPath("$.status")
			.isEqualTo("UP");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/page.css", "/page.js" })
	void servesAPageWithoutForeignResources(String path) {
		assertThat(this.sample.get(path)).hasStatusOk().bodyText().isNotBlank().doesNotContain("https:", "http:");
	}

	void set(String name, String text) {
		assertThat(RestTestClientResponse
			.from(this.sample.http().put().uri("/values/{name}", name).contentType(TEXT).body(text).exchange()))
			.hasStatus(HttpStatus.NO_CONTENT);
	}

	static String body(RestTestClientResponse response) {
		return new String(response.getExchangeResult().getResponseBodyContent(), StandardCharsets.UTF_8);
	}

}
