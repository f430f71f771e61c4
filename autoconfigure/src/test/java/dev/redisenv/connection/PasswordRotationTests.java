package dev.redisenv.connection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import dev.redisenv.TestApplication;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Rotates the password again and again while two applications are busy: one on a single
 * server, where every blocking read opens a link of its own, and one on a cluster, with a
 * pool. {@code -Drotation.seconds=120 -Drotation.interval=5} makes it longer.
 */
class PasswordRotationTests {

	private static final Log log = LogFactory.getLog(PasswordRotationTests.class);

	private static final int SECONDS = Integer.getInteger("rotation.seconds", 8);

	private static final int INTERVAL = Integer.getInteger("rotation.interval", 2);

	private static final Duration LIMIT = Duration.ofSeconds(10);

	@TempDir
	Path folder = Path.of("");

	@Test
	void failsNoCommand() throws Exception {
		Path file = write(0);
		try (PasswordServers single = PasswordServers.standalone(password(0));
				PasswordServers cluster = PasswordServers.cluster(password(0));
				ConfigurableApplicationContext first = application(single, file).start();
				ConfigurableApplicationContext second = application(cluster, file).and("REDIS_MAX_CONNECTIONS", 4)
					.start();
				Load onSingle = new Load(first);
				Load onCluster = new Load(second)) {
			List<PasswordServers> all = List.of(single, cluster);
			int rotations = rotate(all, () -> onSingle.failures().isEmpty() && onCluster.failures().isEmpty());
			onSingle.stop();
			onCluster.stop();
			log.info("%d rotations; single server: %s; cluster: %s".formatted(rotations, onSingle, onCluster));
			assertThat(onSingle.failures()).isEmpty();
			assertThat(onCluster.failures()).isEmpty();
			assertThat(all).extracting(PasswordServers::refusals).containsOnly("");

			all.forEach((servers) -> servers.accept(password(rotations + 1)));
			write(rotations + 1);
			await().atMost(LIMIT)
				.untilAsserted(() -> assertThat(all).flatMap(PasswordServers::links)
					.allMatch((link) -> link.contains("cmd=auth")));
			assertThat(all).extracting(PasswordServers::refusals).containsOnly("");
		}
	}

	/**
	 * Makes a password invalid when the next but one becomes valid.
	 */
	private int rotate(List<PasswordServers> all, Callable<Boolean> well) throws IOException {
		int rotations = SECONDS / INTERVAL;
		for (int i = 1; i <= rotations; i++) {
			String before = password(i - 1);
			String next = password(i);
			all.forEach((servers) -> servers.accept(before, next));
			write(i);
			Duration interval = Duration.ofSeconds(INTERVAL);
			await().during(interval).atMost(interval.plus(LIMIT)).until(well);
		}
		return rotations;
	}

	private static TestApplication application(PasswordServers servers, Path file) {
		return TestApplication.with(servers.location()).and("REDIS_PASSWORD_FILE", file).configuration(Caching.class);
	}

	private Path write(int rotation) throws IOException {
		return Files.writeString(this.folder.resolve("password"), password(rotation) + "\n");
	}

	private static String password(int rotation) {
		return "s3cr3t-" + rotation;
	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching
	static class Caching {

	}

	/**
	 * Everything an application does with Redis, again and again.
	 */
	private static final class Load implements AutoCloseable {

		private final ExecutorService threads = Executors.newCachedThreadPool();

		private final Queue<String> failures = new ConcurrentLinkedQueue<>();

		private final LongAdder done = new LongAdder();

		private final RedisMessageListenerContainer subscription = new RedisMessageListenerContainer();

		private volatile boolean stopped;

		Load(ConfigurableApplicationContext context) {
			StringRedisTemplate template = context.getBean(StringRedisTemplate.class);
			ReactiveStringRedisTemplate reactive = context.getBean(ReactiveStringRedisTemplate.class);
			Cache cache = Objects.requireNonNull(context.getBean(CacheManager.class).getCache("articles"));
			LinkedBlockingQueue<String> messages = new LinkedBlockingQueue<>();
			this.subscription.setConnectionFactory(context.getBean(RedisConnectionFactory.class));
			this.subscription.addMessageListener((message, pattern) -> messages.add(message.toString()),
					ChannelTopic.of("channel"));
			this.subscription.afterPropertiesSet();
			this.subscription.start();
			again("get", (text) -> {
				template.opsForValue().set("key" + text, text);
				return template.opsForValue().get("key" + text);
			});
			again("reactive get",
					(text) -> reactive.opsForValue()
						.set("reactive" + text, text)
						.then(reactive.opsForValue().get("reactive" + text))
						.block(LIMIT));
			again("cache", (text) -> {
				cache.put(text, text);
				return cache.get(text, String.class);
			});
			again("message", (text) -> {
				template.convertAndSend("channel", text);
				return messages.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
			});
			again("pop", (text) -> {
				template.opsForList().rightPush("list", text);
				return template.opsForList().leftPop("list", LIMIT);
			});
			again("pop of nothing",
					(text) -> template.opsForList().leftPop("nothing", Duration.ofSeconds(1)) == null ? text : null);
		}

		private void again(String what, Operation operation) {
			this.threads.execute(() -> {
				for (int i = 0; !this.stopped; i++) {
					String text = Integer.toString(i % 1000);
					try {
						String answer = operation.perform(text);
						if (!text.equals(answer)) {
							this.failures.add(what + ": " + answer);
						}
						this.done.increment();
					}
					catch (Exception ex) {
						this.failures.add(what + ": " + ex);
					}
				}
			});
		}

		void stop() throws InterruptedException {
			this.stopped = true;
			this.threads.shutdown();
			assertThat(this.threads.awaitTermination(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
		}

		Queue<String> failures() {
			return this.failures;
		}

		@Override
		public String toString() {
			return this.done + " operations, " + this.failures.size() + " failures";
		}

		@Override
		public void close() {
			this.stopped = true;
			this.threads.shutdown();
			this.subscription.stop();
		}

	}

	private interface Operation {

		/**
		 * Returns the text again if all went well.
		 */
		@Nullable String perform(String text) throws Exception;

	}

}
