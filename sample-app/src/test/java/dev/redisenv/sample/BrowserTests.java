package dev.redisenv.sample;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.redisenv.test.RedisServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.WebElement;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two instances behind a load balancer are one application.
 */
@Tag("browser")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class BrowserTests {

	private static final String PREFIX = "browser-tests";

	private RedisServer redis;

	private SampleInstance first;

	private SampleInstance second;

	private LoadBalancer balancer;

	private Page page;

	@BeforeAll
	void start(@TempDir Path folder) throws IOException {
		this.redis = RedisServer.start();
		Map<String, Object> variables = Map.of("REDIS_URI", this.redis.uri().toString(), "REDIS_KEY_PREFIX", PREFIX,
				"FORCED_IN_MEMORY_CACHE_NAMESPACES", "prices");
		this.first = SampleInstance.start(variables);
		this.second = SampleInstance.start(variables);
		this.balancer = LoadBalancer.start(folder, this.first, this.second);
	}

	@AfterAll
	void stop() throws IOException {
		this.balancer.close();
		this.second.close();
		this.first.close();
		this.redis.close();
	}

	@BeforeEach
	void open() {
		this.page = Page.open(this.balancer.address());
		this.page.await("health of a running Redis", () -> this.page.text("#status-word").equals("UP"));
	}

	@AfterEach
	void close() {
		this.page.close();
	}

	@Test
	void showsAMessageWhicheverInstanceTookIt() {
		this.page.await("messages taken by both instances", () -> {
			say("hello from here");
			return this.page.texts("#messages .instance").containsAll(instances());
		});
		for (SampleInstance instance : List.of(this.first, this.second)) {
			assertThat(instance.get("/messages")).bodyText().contains("hello from here");
		}
		assertThat(this.redis.command("TYPE", PREFIX + "::chat")).isEqualTo("list");
		assertThat(this.page.complaints()).isEmpty();
	}

	@Test
	void showsMarkupOfAVisitorAsText() {
		say("<img src=x onerror=alert(1)><b>bold</b>");
		assertThat(this.page.texts("#messages .text")).contains("<img src=x onerror=alert(1)><b>bold</b>");
		assertThat(this.page.texts("#messages img, #messages .text b")).isEmpty();
		assertThat(this.page.complaints()).isEmpty();
	}

	@Test
	void countsVisitsOfOneSessionOnBothInstances() {
		this.page.await("first visit", () -> this.page.text("#visits").equals("1"));
		String instance = this.page.text("#visit-instance");
		int visits = 1;
		do {
			this.page.click("#visit");
			String next = String.valueOf(++visits);
			this.page.await("visit " + next, () -> this.page.text("#visits").equals(next));
		}
		while (visits < 10 && this.page.text("#visit-instance").equals(instance));
		assertThat(this.page.text("#visit-instance")).isNotEqualTo(instance);
		assertThat(this.page.text("#session-store")).isEqualTo("redis");
		assertThat(this.page.complaints()).isEmpty();
	}

	@Test
	void remembersTheNameOnBothInstances() {
		this.page.write("#name", "Ada");
		this.page.click("#rename button");
		this.page.await("the name on the server", () -> !this.page.elements("#rename[aria-busy=false]").isEmpty());
		this.page.await("messages in the visitor's name, taken by both instances", () -> {
			say("my name is Ada");
			List<String> spoken = this.page.texts("#messages .mine .by");
			return instances().stream()
				.allMatch((name) -> spoken.stream().anyMatch((by) -> by.startsWith("Ada") && by.contains(name)));
		});
		assertThat(this.page.complaints()).isEmpty();
	}

	@Test
	void hitsInTheRedisCacheWhatTheOtherInstanceLoaded() {
		Reading loading = read("articles");
		assertThat(loading.outcome()).isEqualTo("loaded");
		List<Reading> others = readOnBothInstances("articles");
		assertThat(others).extracting(Reading::outcome).containsOnly("hit");
		assertThat(this.page.complaints()).isEmpty();
	}

	@Test
	void loadsACacheThatStaysInMemoryOncePerInstance() {
		List<Reading> readings = readOnBothInstances("prices");
		assertThat(readings).filteredOn("outcome", "loaded")
			.extracting(Reading::instance)
			.containsExactlyInAnyOrderElementsOf(instances());
		assertThat(this.page.texts("#caches .tag")).containsExactly("redis", "redis", "copies", "memory");
		assertThat(this.page.complaints()).isEmpty();
	}

	@Test
	void staysInUseWhileRedisIsAway() {
		say("before the storm");
		this.redis.kill();
		try {
			this.page.await("health of a dead Redis",
					() -> List.of("DEGRADED", "DOWN").contains(this.page.text("#status-word")));
			this.page.await("an explanation in the room", () -> !this.page.text("#chat-problem").isEmpty());
			assertThat(this.page.text("#chat-problem")).contains("Redis does not answer.");
			assertThat(this.page.texts("#messages .text")).contains("before the storm");
			this.page.write("#text", "can you hear me?");
			this.page.click("#say button");
			this.page.await("an explanation at the field", () -> !this.page.text("#say-problem").isEmpty());
			// Nothing that was typed is lost
			assertThat(this.page.value("#text")).isEqualTo("can you hear me?");
		}
		finally {
			this.redis.restart();
		}
		this.page.await("health of the new Redis", () -> this.page.text("#status-word").equals("UP"));
		this.page.await("a quiet room", () -> this.page.text("#chat-problem").isEmpty());
		this.page.click("#say button");
		this.page.await("the message", () -> this.page.texts("#messages .text").contains("can you hear me?"));
		// Failed requests are expected; a script that fails is not
		assertThat(this.page.complaints()).allMatch((complaint) -> complaint.contains("Failed to load resource"));
	}

	private List<String> instances() {
		return List.of(String.valueOf(this.first.port()), String.valueOf(this.second.port()));
	}

	private void say(String text) {
		int before = this.page.texts("#messages li").size();
		this.page.write("#text", text);
		this.page.click("#say button");
		this.page.await("message in the room", () -> this.page.texts("#messages li").size() > before);
	}

	/**
	 * Reads until each instance has answered twice.
	 */
	private List<Reading> readOnBothInstances(String cache) {
		List<Reading> readings = new ArrayList<>();
		this.page.await("answers of both instances", () -> {
			readings.add(read(cache));
			return instances().stream()
				.allMatch((name) -> readings.stream().filter((reading) -> reading.instance().equals(name)).count() > 1);
		});
		return readings;
	}

	private Reading read(String cache) {
		String choice = "#caches [value=%s]".formatted(cache);
		this.page.await("the cache " + cache, () -> !this.page.elements(choice).isEmpty());
		List<WebElement> before = this.page.elements("#reads li");
		this.page.click(choice);
		this.page.click("#cache [value=read]");
		this.page.await("an answer of the cache", () -> !this.page.elements("#reads li").equals(before));
		return new Reading(this.page.text("#reads li:first-child b"),
				this.page.text("#reads li:first-child .instance"));
	}

	/**
	 * What the page says of one look into a cache.
	 *
	 * @param outcome whether it was a hit or loaded
	 * @param instance who answered
	 */
	private record Reading(String outcome, String instance) {

	}

}
