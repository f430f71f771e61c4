package dev.redisenv.cache;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.redisenv.TestApplication;
import dev.redisenv.test.RedisCluster;
import dev.redisenv.test.RedisServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.cache.CacheStatistics;
import org.springframework.data.redis.cache.RedisCache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/**
 * One key that many threads read at once.
 */
@Timeout(120)
class HotKeyTests {

	private static final int READERS = 64;

	private static final Duration SHORT_TIMEOUT = Duration.ofSeconds(3);

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private static final Pattern CALLS = Pattern.compile("cmdstat_get:calls=(\\d+)");

	private final RedisServer server = RedisServer.start();

	private final List<Reader> readers = new ArrayList<>();

	@AfterEach
	void close() {
		this.server.close();
	}

	@Test
	void readersThatWaitShareOneCommandAndAreAllCounted() throws Exception {
		try (ConfigurableApplicationContext context = application("--spring.cache.redis.enable-statistics=true")) {
			RedisCache cache = cache(context);
			cache.put("hot", "value");
			this.server.freeze();
			startReaders(cache);
			awaitReaders();
			this.server.thaw();
			for (Reader reader : this.readers) {
				assertThat(reader.result()).isEqualTo("value");
			}
			assertThat(calls(this.server)).isBetween(1, READERS / 4);
			assertThat(cache.getStatistics()).returns((long) READERS, CacheStatistics::getGets)
				.returns((long) READERS, CacheStatistics::getHits)
				.returns(0L, CacheStatistics::getMisses)
				.returns(1L, CacheStatistics::getPuts);
			cache.clearStatistics();
			assertThat(cache.getStatistics().getGets()).isZero();
		}
	}

	@Test
	void missesAreSharedAndCountedLikeHits() throws Exception {
		try (ConfigurableApplicationContext context = application("--spring.cache.redis.enable-statistics=true")) {
			RedisCache cache = cache(context);
			cache.get("other");
			this.server.freeze();
			startReaders(cache);
			awaitReaders();
			this.server.thaw();
			for (Reader reader : this.readers) {
				assertThat(reader.result()).isNull();
			}
			assertThat(cache.getStatistics()).returns(READERS + 1L, CacheStatistics::getGets)
				.returns(READERS + 1L, CacheStatistics::getMisses);
		}
	}

	/**
	 * A worker that waits may be given another task, which would wait for the first.
	 */
	@Test
	void workersOfAForkJoinPoolAskForThemselves() throws Exception {
		ForkJoinPool pool = new ForkJoinPool(READERS);
		try (ConfigurableApplicationContext context = application()) {
			RedisCache cache = cache(context);
			cache.put("hot", "value");
			this.server.freeze();
			CountDownLatch started = new CountDownLatch(READERS);
			List<ForkJoinTask<String>> tasks = Stream.generate(() -> pool.submit(() -> {
				started.countDown();
				return cache.get("hot", String.class);
			})).limit(READERS).toList();
			assertThat(started.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
			this.server.thaw();
			for (ForkJoinTask<String> task : tasks) {
				assertThat(task.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo("value");
			}
			assertThat(calls(this.server)).isEqualTo(READERS);
		}
		finally {
			pool.shutdownNow();
		}
	}

	@Test
	void readersSeeEveryWriteThatEndedBeforeTheyBegan() throws Exception {
		int rounds = 2000;
		try (ConfigurableApplicationContext context = application();
				ConfigurableApplicationContext other = application()) {
			RedisCache cache = cache(context);
			RedisCache elsewhere = cache(other);
			cache.put("hot", 0);
			AtomicInteger written = new AtomicInteger();
			for (int i = 0; i < READERS / 2; i++) {
				start(() -> {
					int reads = 0;
					while (written.get() < rounds) {
						int least = written.get();
						assertThat(cache.get("hot", Integer.class)).isGreaterThanOrEqualTo(least);
						reads++;
					}
					return reads;
				});
			}
			for (int i = 1; i <= rounds; i++) {
				((i % 2 == 0) ? cache : elsewhere).put("hot", i);
				written.set(i);
				assertThat(cache.get("hot", Integer.class)).isEqualTo(i);
			}
			int reads = 0;
			for (Reader reader : this.readers) {
				reads += (Integer) Objects.requireNonNull(reader.result());
			}
			assertThat(calls(this.server)).isLessThan(reads);
		}
	}

	@Test
	void aServerThatDoesNotAnswerFailsAllReadersInTime() throws Exception {
		try (ConfigurableApplicationContext context = impatient("--redis-env.caches.articles.on-error=fail")) {
			RedisCache cache = cache(context);
			cache.put("hot", "value");
			this.server.freeze();
			long start = System.nanoTime();
			startReaders(cache);
			for (Reader reader : this.readers) {
				assertThat(reader.failure()).isInstanceOf(DataAccessException.class);
			}
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SHORT_TIMEOUT.multipliedBy(2));
			this.server.thaw();
			await().atMost(LIMIT)
				.ignoreExceptions()
				.untilAsserted(() -> assertThat(cache.get("hot", String.class)).isEqualTo("value"));
		}
	}

	@Test
	void aServerThatDoesNotAnswerIsBypassedByAllReaders() throws Exception {
		try (ConfigurableApplicationContext context = impatient()) {
			RedisCache cache = cache(context);
			cache.put("hot", "value");
			this.server.freeze();
			startReaders(cache);
			for (Reader reader : this.readers) {
				assertThat(reader.result()).isNull();
			}
			this.server.thaw();
			await().atMost(LIMIT).untilAsserted(() -> assertThat(cache.get("hot", String.class)).isEqualTo("value"));
		}
	}

	@Test
	void whoIsInterruptedFailsAlone() throws Exception {
		try (ConfigurableApplicationContext context = application()) {
			RedisCache cache = cache(context);
			cache.put("hot", "value");
			this.server.freeze();
			startReaders(cache);
			awaitReaders();
			List<Reader> interrupted = this.readers.subList(0, READERS / 2);
			interrupted.forEach((reader) -> reader.thread().interrupt());
			await().atMost(LIMIT).until(() -> interrupted.stream().anyMatch((reader) -> reader.task().isDone()));
			this.server.thaw();
			for (Reader reader : this.readers.subList(READERS / 2, READERS)) {
				assertThat(reader.result()).isEqualTo("value");
			}
			for (Reader reader : interrupted) {
				assertThat(reader.result()).isIn("value", null);
			}
		}
	}

	@Test
	void aHotKeyOfAClusterIsShared() throws Exception {
		try (RedisCluster cluster = RedisCluster.start();
				ConfigurableApplicationContext context = TestApplication.with("REDIS_URI", cluster.uris().get(0))
					.and("USE_REDIS_CLUSTER", true)
					.and("REDIS_SOCKET_TIMEOUT", 60)
					.configuration(Caching.class)
					.start()) {
			RedisCache cache = cache(context);
			cache.put("hot", "value");
			RedisServer master = cluster.masterOf("articles::hot");
			master.freeze();
			startReaders(cache);
			awaitReaders();
			master.thaw();
			for (Reader reader : this.readers) {
				assertThat(reader.result()).isEqualTo("value");
			}
			assertThat(calls(master)).isBetween(1, READERS / 4);
		}
	}

	private ConfigurableApplicationContext application(String... arguments) {
		return application(Duration.ofMinutes(1), arguments);
	}

	private ConfigurableApplicationContext impatient(String... arguments) {
		return application(SHORT_TIMEOUT, arguments);
	}

	private ConfigurableApplicationContext application(Duration timeout, String... arguments) {
		return TestApplication.with("REDIS_URI", this.server.uri())
			.and("REDIS_SOCKET_TIMEOUT", timeout.toSeconds())
			.configuration(Caching.class)
			.arguments(arguments)
			.start();
	}

	private static RedisCache cache(ConfigurableApplicationContext context) {
		return (RedisCache) Objects.requireNonNull(context.getBean(CacheManager.class).getCache("articles"));
	}

	private void startReaders(Cache cache) {
		for (int i = 0; i < READERS; i++) {
			start(() -> cache.get("hot", String.class));
		}
	}

	private void awaitReaders() {
		await().atMost(LIMIT)
			.pollInterval(Duration.ofMillis(5))
			.until(() -> this.readers.stream().allMatch(Reader::waits));
	}

	private void start(Callable<@Nullable Object> read) {
		FutureTask<@Nullable Object> task = new FutureTask<>(read);
		Thread thread = new Thread(task);
		this.readers.add(new Reader(thread, task));
		thread.start();
	}

	private static int calls(RedisServer server) {
		Matcher calls = CALLS.matcher(server.command("INFO", "commandstats"));
		assertThat(calls.find()).isTrue();
		return Integer.parseInt(calls.group(1));
	}

	/**
	 * A thread that reads.
	 */
	private record Reader(Thread thread, FutureTask<@Nullable Object> task) {

		boolean waits() {
			return this.thread.getState() == Thread.State.WAITING
					|| this.thread.getState() == Thread.State.TIMED_WAITING;
		}

		@Nullable Object result() throws Exception {
			return this.task.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
		}

		@Nullable Throwable failure() {
			return catchThrowable(this::result).getCause();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching
	static class Caching {

	}

}
