package dev.redisenv.sample;

import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.HttpStatus;
import org.springframework.test.web.servlet.client.assertj.RestTestClientResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What the application does with Redis and without.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SampleApplicationContract {

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
	@ValueSource(strings = { "hello", "grüße, 世界", "<b>text</b>", "  two\nlines  ", "\"quoted\"" })
	void listsAMessageAsItWasWritten(String text) {
		assertThat(this.sample.post("/messages", Map.of("text", text))).hasStatus(HttpStatus.CREATED);
		assertThat(this.sample.get("/messages")).hasStatusOk().bodyJson().extractingPath("$[-1].text").isEqualTo(text);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "  " })
	void takesNoMessageWithoutWords(String text) {
		assertThat(this.sample.post("/messages", Map.of("text", text))).hasStatus(HttpStatus.BAD_REQUEST)
			.bodyJson()
			.extractingPath("$.detail")
			.isEqualTo("A message has between 1 and 500 characters.");
	}

	@Test
	void keepsTheLatestHundredMessages() {
		for (int i = 0; i < 101; i++) {
			this.sample.post("/messages", Map.of("text", "number " + i));
		}
		assertThat(this.sample.get("/messages")).bodyJson()
			.extractingPath("$[*].text")
			.asArray()
			.hasSize(100)
			.startsWith("number 1")
			.endsWith("number 100");
	}

	@Test
	void callsAVisitorGuestWhoSaysNoName() {
		assertThat(this.sample.post("/messages", Map.of("text", "hi"))).bodyJson()
			.extractingPath("$.author")
			.isEqualTo("Guest");
		assertThat(this.sample.get("/session")).bodyJson().extractingPath("$.name").isEqualTo("Guest");
	}

	@Test
	void saysWhichInstanceAnswers() {
		String port = String.valueOf(this.sample.port());
		assertThat(this.sample.get("/messages")).headers().hasValue("X-Instance", port);
		assertThat(this.sample.get("/nothing")).headers().hasValue("X-Instance", port);
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
			.containsExactly("articles", "menus", "prices");
	}

	@Test
	void loadsACachedValueOnce() {
		assertThat(this.sample.get("/caches/articles/tea")).bodyJson().extractingPath("$.loaded").isEqualTo(true);
		awaitAHit("articles", "tea");
	}

	@Test
	void keepsTheSameKeyOfTwoCachesApart() {
		this.sample.get("/caches/articles/rice");
		awaitAHit("articles", "rice");
		assertThat(this.sample.get("/caches/prices/rice")).bodyJson().extractingPath("$.loaded").isEqualTo(true);
	}

	@Test
	void loadsAnEvictedValueAgain() {
		this.sample.get("/caches/articles/milk");
		awaitAHit("articles", "milk");
		assertThat(this.sample.delete("/caches/articles/milk")).hasStatus(HttpStatus.NO_CONTENT);
		assertThat(this.sample.get("/caches/articles/milk")).bodyJson().extractingPath("$.loaded").isEqualTo(true);
	}

	@Test
	void clearsOneCache() {
		this.sample.get("/caches/articles/oil");
		this.sample.get("/caches/prices/oil");
		awaitAHit("articles", "oil");
		awaitAHit("prices", "oil");
		assertThat(this.sample.delete("/caches/prices")).hasStatus(HttpStatus.NO_CONTENT);
		assertThat(this.sample.get("/caches/articles/oil")).bodyJson().extractingPath("$.loaded").isEqualTo(false);
		assertThat(this.sample.get("/caches/prices/oil")).bodyJson().extractingPath("$.loaded").isEqualTo(true);
	}

	@Test
	void knowsNoCacheButTheConfiguredOnes() {
		assertThat(this.sample.get("/caches/others/tea")).hasStatus(HttpStatus.NOT_FOUND);
		assertThat(this.sample.delete("/caches/others")).hasStatus(HttpStatus.NOT_FOUND);
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

	private void awaitAHit(String cache, String key) {
		// The write to Redis may end after the response
		await().untilAsserted(() -> assertThat(this.sample.get("/caches/{cache}/{key}", cache, key)).bodyJson()
			.extractingPath("$.loaded")
			.isEqualTo(false));
	}

}
