package dev.redisenv.connection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.IntStream;

import dev.redisenv.TestApplication;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Lets servers refuse the log-ins of live links, again and again, while these are full of
 * commands: some servers do not answer such a log-in.
 */
class RefusedLogInTests {

	private static final Log log = LogFactory.getLog(RefusedLogInTests.class);

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private static final int REFUSALS = 3;

	private static final List<String> KEYS = IntStream.range(0, 500).mapToObj((i) -> "key" + i).toList();

	@TempDir
	Path folder = Path.of("");

	static List<Named<Function<String, PasswordServers>>> deployments() {
		return List.of(Named.of("standalone", PasswordServers::standalone),
				Named.of("cluster", PasswordServers::cluster));
	}

	@ParameterizedTest
	@MethodSource("deployments")
	void everyCommandGetsItsOwnAnswer(Function<String, PasswordServers> deployment) throws Exception {
		Path file = write("s3cr3t");
		try (PasswordServers servers = deployment.apply("s3cr3t");
				ConfigurableApplicationContext context = TestApplication.with(servers.location())
					.and("REDIS_PASSWORD_FILE", file)
					.start();
				Reads reads = new Reads(context)) {
			List<String> before = servers.ports();
			for (int i = 0; i < REFUSALS; i++) {
				servers.forgetRefusals();
				write("s3cr3t-that-is-refused-" + i);
				await().atMost(LIMIT).until(() -> servers.refusals().contains("auth"));
				reads.awaitMore();
			}
			reads.stop();
			log.info(reads);
			assertThat(reads.failures()).isEmpty();
			servers.accept("s3cr3t-at-last");
			write("s3cr3t-at-last");
			await().atMost(LIMIT)
				.untilAsserted(() -> assertThat(servers.links()).allMatch((link) -> link.contains("cmd=auth")));
			assertThat(servers.ports()).containsAll(before);
		}
	}

	private Path write(String password) throws IOException {
		return Files.writeString(this.folder.resolve("password"), password);
	}

	/**
	 * Reads keys that hold their own names, on both shared links.
	 */
	private static final class Reads implements AutoCloseable {

		private final ExecutorService threads = Executors.newCachedThreadPool();

		private final Queue<String> failures = new ConcurrentLinkedQueue<>();

		private final LongAdder done = new LongAdder();

		private final AtomicBoolean stopped = new AtomicBoolean();

		Reads(ConfigurableApplicationContext context) {
			StringRedisTemplate template = context.getBean(StringRedisTemplate.class);
			ReactiveStringRedisTemplate reactive = context.getBean(ReactiveStringRedisTemplate.class);
			KEYS.forEach((key) -> template.opsForValue().set(key, key));
			for (int thread = 0; thread < 16; thread++) {
				again(() -> KEYS.forEach((key) -> check(key, template.opsForValue().get(key))));
			}
			again(() -> Flux.fromIterable(KEYS)
				.flatMap((key) -> reactive.opsForValue().get(key).doOnNext((answer) -> check(key, answer)), KEYS.size())
				.blockLast(LIMIT));
			awaitMore();
		}

		private void again(Runnable reads) {
			this.threads.execute(() -> {
				while (!this.stopped.get()) {
					try {
						reads.run();
						this.done.increment();
					}
					catch (RuntimeException ex) {
						this.failures.add(ex.toString());
					}
				}
			});
		}

		private void check(String key, @Nullable Object answer) {
			if (!key.equals(answer)) {
				this.failures.add("%s: %s".formatted(key, answer));
			}
		}

		/**
		 * Waits until the links were used for a while.
		 */
		void awaitMore() {
			long before = this.done.sum();
			await().atMost(LIMIT).until(() -> this.done.sum() > before + 20 || !this.failures.isEmpty());
		}

		Queue<String> failures() {
			return this.failures;
		}

		void stop() throws InterruptedException {
			this.stopped.set(true);
			this.threads.shutdown();
			assertThat(this.threads.awaitTermination(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
		}

		@Override
		public String toString() {
			return this.done + " times " + KEYS.size() + " reads, " + this.failures.size() + " failures";
		}

		@Override
		public void close() {
			this.stopped.set(true);
			this.threads.shutdown();
		}

	}

}
