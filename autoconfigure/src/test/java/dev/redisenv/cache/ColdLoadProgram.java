package dev.redisenv.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

import dev.redisenv.TestApplication;
import dev.redisenv.cache.ColdLoadTests.Caching;

import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;

/**
 * An instance in a process of its own, whose threads all ask for one cold key when they
 * are told to.
 */
final class ColdLoadProgram {

	static final int THREADS = 64;

	static final String BEGIN = "chat:begin";

	private final Path folder;

	private final long loadMillis;

	private ColdLoadProgram(Path folder, long loadMillis) {
		this.folder = folder;
		this.loadMillis = loadMillis;
	}

	public static void main(String[] args) throws Exception {
		List<String> arguments = new ArrayList<>(List.of(args));
		Path folder = Path.of(arguments.remove(0));
		String uri = arguments.remove(0);
		long loadMillis = Long.parseLong(arguments.remove(0).replace("load-for=", ""));
		try (ConfigurableApplicationContext context = TestApplication.with("REDIS_URI", uri)
			.and("REDIS_KEY_PREFIX", "chat")
			.arguments(arguments.toArray(String[]::new))
			// Spring Boot starts containers wherever it sees no test running.
			.arguments("--spring.docker.compose.enabled=false")
			.configuration(Caching.class)
			.start()) {
			new ColdLoadProgram(folder, loadMillis).run(context);
		}
	}

	private void run(ConfigurableApplicationContext context) throws Exception {
		Cache cache = Objects.requireNonNull(context.getBean(CacheManager.class).getCache("articles"));
		awaitBegin(context.getBean(RedisConnectionFactory.class));
		List<CompletableFuture<Void>> threads = new ArrayList<>();
		for (int i = 0; i < THREADS; i++) {
			threads
				.add(CompletableFuture.runAsync(() -> write("results", String.valueOf(cache.get("cold", this::load))),
						(work) -> new Thread(work).start()));
		}
		CompletableFuture.allOf(threads.toArray(CompletableFuture[]::new)).join();
	}

	private void awaitBegin(RedisConnectionFactory connections) throws Exception {
		CountDownLatch begin = new CountDownLatch(1);
		RedisMessageListenerContainer container = new RedisMessageListenerContainer();
		container.setConnectionFactory(connections);
		container.addMessageListener((message, pattern) -> begin.countDown(), new ChannelTopic(BEGIN));
		container.afterPropertiesSet();
		container.start();
		write("ready", "ready");
		begin.await();
		container.destroy();
	}

	private String load() {
		write("loads", String.valueOf(ProcessHandle.current().pid()));
		LockSupport.parkNanos(Duration.ofMillis(this.loadMillis).toNanos()); // a slow
																				// source
		return UUID.randomUUID().toString();
	}

	private synchronized void write(String file, String line) {
		try {
			Files.writeString(this.folder.resolve(file), line + "\n", StandardOpenOption.CREATE,
					StandardOpenOption.APPEND);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
