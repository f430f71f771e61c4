package dev.redisenv.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.redisenv.TestApplication;
import dev.redisenv.test.RedisServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.cache.Cache;
import org.springframework.cache.Cache.ValueRetrievalException;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Loads of a key that no instance has.
 */
@Timeout(120)
class ColdLoadTests {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private final RedisServer server = RedisServer.start();

	private final List<Process> processes = new ArrayList<>();

	@AfterEach
	void close() {
		this.processes.forEach(Process::destroyForcibly);
		this.server.close();
	}

	@Test
	void threeProcessesOfManyThreadsLoadOnce(@TempDir Path folder) throws Exception {
		for (int i = 0; i < 3; i++) {
			start(folder, "load-for=500");
		}
		awaitReady(folder, 3);
		begin();
		for (Process process : this.processes) {
			assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
			assertThat(process.exitValue()).isZero();
		}
		assertThat(lines(folder, "loads")).hasSize(1);
		assertThat(Set.copyOf(lines(folder, "results"))).hasSize(1);
		assertThat(lines(folder, "results")).hasSize(3 * ColdLoadProgram.THREADS);
		assertThat(this.server.command("KEYS", "*")).isEqualTo("chat::articles::cold");
	}

	@Test
	void anotherProcessLoadsWhenTheLoadingOneIsKilled(@TempDir Path folder) throws Exception {
		for (int i = 0; i < 3; i++) {
			start(folder, "load-for=3000", "--redis-env.caches.articles.lease=1s");
		}
		awaitReady(folder, 3);
		begin();
		await().atMost(LIMIT).until(() -> lines(folder, "loads").size() == 1);
		String loading = lines(folder, "loads").get(0);
		Process victim = this.processes.stream()
			.filter((process) -> String.valueOf(process.pid()).equals(loading))
			.findFirst()
			.orElseThrow();
		long killed = System.nanoTime();
		victim.destroyForcibly();
		await().atMost(LIMIT).until(() -> lines(folder, "loads").size() == 2);
		assertThat(Duration.ofNanos(System.nanoTime() - killed)).isLessThan(Duration.ofSeconds(3));
		for (Process process : this.processes) {
			assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
		}
		assertThat(lines(folder, "loads")).hasSize(2);
		assertThat(lines(folder, "results")).hasSize(2 * ColdLoadProgram.THREADS);
	}

	@Test
	void aLoadLongerThanItsLeaseStaysTheOnlyOne() throws Exception {
		try (ConfigurableApplicationContext one = instance("--redis-env.caches.articles.lease=300ms");
				ConfigurableApplicationContext other = instance("--redis-env.caches.articles.lease=300ms")) {
			AtomicInteger loads = new AtomicInteger();
			CountDownLatch loading = new CountDownLatch(1);
			CountDownLatch finish = new CountDownLatch(1);
			Callable<String> loader = () -> {
				loading.countDown();
				finish.await();
				return "load " + loads.incrementAndGet();
			};
			CompletableFuture<String> first = CompletableFuture.supplyAsync(() -> cache(one).get("1", loader));
			loading.await();
			CompletableFuture<String> second = CompletableFuture.supplyAsync(() -> cache(other).get("1", loader));
			// The lease is renewed three times in its length.
			await().until(() -> calls("pexpire") >= 6);
			assertThat(second).isNotDone();
			finish.countDown();
			assertThat(first).succeedsWithin(LIMIT).isEqualTo("load 1");
			assertThat(second).succeedsWithin(LIMIT).isEqualTo("load 1");
		}
	}

	@Test
	void whoWaitsIsWokenAndDoesNotAskAgainAndAgain() throws Exception {
		try (ConfigurableApplicationContext one = instance(); ConfigurableApplicationContext other = instance()) {
			CountDownLatch finish = new CountDownLatch(1);
			CompletableFuture<String> first = CompletableFuture.supplyAsync(() -> cache(one).get("1", () -> {
				finish.await();
				return "loaded";
			}));
			await().until(() -> this.server.command("EXISTS", "chat::articles::1::lease").equals("1"));
			CompletableFuture<String> second = CompletableFuture
				.supplyAsync(() -> cache(other).get("1", () -> "loaded twice"));
			await().until(() -> this.server.command("PUBSUB", "NUMSUB", "chat:cache-loads").contains("1"));
			long asked = calls("get");
			await().pollDelay(Duration.ofMillis(1500)).until(() -> true);
			assertThat(calls("get") - asked).isLessThan(8);
			finish.countDown();
			assertThat(first).succeedsWithin(LIMIT).isEqualTo("loaded");
			assertThat(second).succeedsWithin(Duration.ofMillis(500)).isEqualTo("loaded");
		}
	}

	@Test
	void otherKeysDoNotWait() throws Exception {
		try (ConfigurableApplicationContext context = instance()) {
			CountDownLatch finish = new CountDownLatch(1);
			CompletableFuture<String> slow = CompletableFuture.supplyAsync(() -> cache(context).get("slow", () -> {
				finish.await();
				return "slow";
			}));
			for (int i = 0; i < 100; i++) {
				String key = "key-" + i;
				assertThat(cache(context).get(key, () -> key)).isEqualTo(key);
			}
			assertThat(slow).isNotDone();
			finish.countDown();
			assertThat(slow).succeedsWithin(LIMIT);
		}
	}

	@Test
	void aFailedLoadIsEverybodysFailureAndTheNextMayTry() {
		try (ConfigurableApplicationContext context = instance()) {
			assertThatExceptionOfType(ValueRetrievalException.class).isThrownBy(() -> cache(context).get("1", () -> {
				throw new IOException("no such thing");
			})).withCauseInstanceOf(IOException.class);
			assertThat(this.server.command("DBSIZE")).isEqualTo("0");
			assertThat(cache(context).get("1", () -> "now")).isEqualTo("now");
		}
	}

	@Test
	void aLoadThatNeedsItsOwnKeyDoesNotWaitForItself() {
		try (ConfigurableApplicationContext context = instance()) {
			assertThat(cache(context).get("1", () -> cache(context).get("1", () -> "inner") + " and outer"))
				.isEqualTo("inner and outer");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "clear", "evict", "evictIfPresent", "invalidate" })
	void whatIsRemovedWhileItLoadsIsNotStored(String how) throws Exception {
		try (ConfigurableApplicationContext context = instance()) {
			CountDownLatch loading = new CountDownLatch(1);
			CountDownLatch finish = new CountDownLatch(1);
			CompletableFuture<String> load = CompletableFuture.supplyAsync(() -> cache(context).get("1", () -> {
				loading.countDown();
				finish.await();
				return "old";
			}));
			loading.await();
			switch (how) {
				case "clear" -> cache(context).clear();
				case "evict" -> cache(context).evict("1");
				case "evictIfPresent" -> cache(context).evictIfPresent("1");
				default -> cache(context).invalidate();
			}
			finish.countDown();
			assertThat(load).succeedsWithin(LIMIT).isEqualTo("old");
			assertThat(cache(context).get("1")).isNull();
		}
	}

	@Test
	void onlyItsOwnerEndsALease() throws Exception {
		try (ConfigurableApplicationContext context = instance()) {
			CountDownLatch loading = new CountDownLatch(1);
			CountDownLatch finish = new CountDownLatch(1);
			CompletableFuture<String> load = CompletableFuture.supplyAsync(() -> cache(context).get("1", () -> {
				loading.countDown();
				finish.await();
				return "loaded";
			}));
			loading.await();
			this.server.command("SET", "chat::articles::1::lease", "another owner");
			finish.countDown();
			assertThat(load).succeedsWithin(LIMIT).isEqualTo("loaded");
			assertThat(this.server.command("GET", "chat::articles::1::lease")).isEqualTo("another owner");
			assertThat(cache(context).get("1")).isNull();
		}
	}

	@Test
	void withoutRedisOneThreadOfTheProcessLoads() {
		try (ConfigurableApplicationContext context = instance()) {
			cache(context).get("warm");
			this.server.kill();
			AtomicInteger loads = new AtomicInteger();
			List<CompletableFuture<String>> reads = IntStream.range(0, 8)
				.mapToObj((thread) -> CompletableFuture.supplyAsync(() -> cache(context).get("1", () -> {
					// For longer than the last of them may need to start
					await().pollDelay(Duration.ofSeconds(3)).until(() -> true);
					return "load " + loads.incrementAndGet();
				}), (work) -> new Thread(work).start()))
				.toList();
			assertThat(reads).allSatisfy((read) -> assertThat(read).succeedsWithin(LIMIT).isEqualTo("load 1"));
		}
	}

	private void start(Path folder, String... arguments) throws IOException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
						System.getProperty("java.class.path"), ColdLoadProgram.class.getName(), folder.toString(),
						this.server.uri().toString()));
		command.addAll(List.of(arguments));
		this.processes
			.add(new ProcessBuilder(command).redirectOutput(folder.resolve("output-" + this.processes.size()).toFile())
				.redirectErrorStream(true)
				.start());
	}

	private void awaitReady(Path folder, int processes) {
		await().atMost(Duration.ofSeconds(60)).until(() -> lines(folder, "ready").size() == processes);
	}

	private void begin() {
		this.server.command("PUBLISH", ColdLoadProgram.BEGIN, "now");
	}

	private static List<String> lines(Path folder, String file) throws IOException {
		Path path = folder.resolve(file);
		return Files.exists(path) ? Files.readAllLines(path) : List.of();
	}

	private long calls(String command) {
		return Stream.of(this.server.command("INFO", "commandstats").split("\\R"))
			.filter((line) -> line.startsWith("cmdstat_" + command + ":calls="))
			.mapToLong((line) -> Long.parseLong(line.replaceAll(".*:calls=(\\d+),.*", "$1")))
			.sum();
	}

	private ConfigurableApplicationContext instance(String... arguments) {
		return TestApplication.with("REDIS_URI", this.server.uri())
			.and("REDIS_KEY_PREFIX", "chat")
			.and("REDIS_SOCKET_TIMEOUT", "2")
			.arguments(arguments)
			.configuration(Caching.class)
			.start();
	}

	private static Cache cache(ConfigurableApplicationContext context) {
		return Objects.requireNonNull(context.getBean(CacheManager.class).getCache("articles"));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching
	static class Caching {

	}

}
