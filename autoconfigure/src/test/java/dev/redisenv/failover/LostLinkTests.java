package dev.redisenv.failover;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.redisenv.TestApplication;
import dev.redisenv.test.RedisServer;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.api.StatefulRedisConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.RedisSystemException;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;

class LostLinkTests {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private static final Pattern APPLICATIONS_LINK = Pattern
		.compile("(?m)^id=(\\d+) .* name=" + TestApplication.CLIENT_NAME + " ");

	private final RedisServer server = RedisServer.start();

	private final TestApplication application = TestApplication.with("REDIS_URI", this.server.uri())
		.and("REDIS_RETRY_MAX_DELAY", 100);

	@AfterEach
	void close() {
		this.server.close();
	}

	@Test
	void aCommandThatMayHaveBeenExecutedIsNotSentAgain() {
		try (ConfigurableApplicationContext context = this.application.start();
				StatefulRedisConnection<String, String> link = link(context)) {
			CompletableFuture<?> pop = link.async().blpop(0, "queue").toCompletableFuture();
			awaitBlockedClients(1);
			this.server.kill();
			assertThat(pop).failsWithin(LIMIT)
				.withThrowableOfType(ExecutionException.class)
				.withCauseInstanceOf(RedisConnectionException.class)
				.withMessageContaining("may have been executed");
			this.server.restart();
			assertThat(link.sync().rpush("queue", "entry")).isEqualTo(1);
			assertThat(link.sync().llen("queue")).isEqualTo(1);
		}
	}

	@Test
	void aReadIsSentAgain() {
		try (ConfigurableApplicationContext context = this.application.start();
				StatefulRedisConnection<String, String> link = link(context)) {
			CompletableFuture<List<StreamMessage<String, String>>> read = read(link);
			awaitBlockedClients(1);
			this.server.restart();
			awaitBlockedClients(1);
			this.server.command("XADD", "stream", "*", "field", "value");
			assertThat(read).succeedsWithin(LIMIT).asInstanceOf(LIST).hasSize(1);
		}
	}

	@Test
	void aReadIsSentNoOftenerThanAskedFor() {
		try (ConfigurableApplicationContext context = this.application.and("REDIS_SENTINEL_MAX_RETRY_COUNT", 2).start();
				StatefulRedisConnection<String, String> link = link(context)) {
			CompletableFuture<?> read = read(link);
			awaitBlockedClients(1);
			this.server.restart();
			awaitBlockedClients(1);
			this.server.restart();
			assertThat(read).failsWithin(LIMIT)
				.withThrowableOfType(ExecutionException.class)
				.withCauseInstanceOf(RedisConnectionException.class);
		}
	}

	@Test
	void aWriteThatWasNotSentWaits() {
		try (ConfigurableApplicationContext context = this.application.start();
				StatefulRedisConnection<String, String> link = link(context)) {
			this.server.kill();
			await().atMost(LIMIT).until(() -> !link.isOpen());
			CompletableFuture<Long> increment = link.async().incr("counter").toCompletableFuture();
			this.server.restart();
			assertThat(increment).succeedsWithin(LIMIT).isEqualTo(1L);
		}
	}

	@Test
	void everyAcknowledgedWriteIsThereAndNoneIsThereTwice() throws Exception {
		try (RedisServer server = RedisServer.builder().behindProxy().start();
				ConfigurableApplicationContext context = TestApplication.with("REDIS_URI", server.uri())
					.and("REDIS_RETRY_MAX_DELAY", 10)
					.start()) {
			StringRedisTemplate template = context.getBean(StringRedisTemplate.class);
			Set<String> acknowledged = ConcurrentHashMap.newKeySet();
			AtomicInteger failed = new AtomicInteger();
			AtomicBoolean writing = new AtomicBoolean(true);
			ExecutorService writers = Executors.newFixedThreadPool(8);
			for (int writer = 0; writer < 8; writer++) {
				String name = "writer " + writer + " write ";
				writers.execute(() -> {
					for (int i = 0; writing.get(); i++) {
						try {
							template.opsForList().rightPush("list", name + i);
							acknowledged.add(name + i);
						}
						catch (RedisConnectionFailureException ex) {
							failed.incrementAndGet();
						}
					}
				});
			}
			for (int loss = 1; loss <= 10; loss++) {
				int size = acknowledged.size();
				await().atMost(LIMIT).until(() -> acknowledged.size() > size + 100);
				server.network().refuse();
				server.network().heal();
			}
			writing.set(false);
			writers.shutdown();
			assertThat(writers.awaitTermination(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
			List<String> stored = server.command("LRANGE", "list", "0", "-1").lines().toList();
			assertThat(stored).doesNotHaveDuplicates().containsAll(acknowledged);
			assertThat(failed).hasPositiveValue();
		}
	}

	@Test
	void theLinksToAServerThatHangsAreClosedIdleSubscriptionsIncluded() {
		try (ConfigurableApplicationContext context = this.application.and("REDIS_SOCKET_TIMEOUT", 1).start()) {
			StringRedisTemplate template = context.getBean(StringRedisTemplate.class);
			BlockingQueue<String> messages = new LinkedBlockingQueue<>();
			RedisMessageListenerContainer container = subscribe(context, messages);
			template.hasKey("connects");
			AtomicInteger lost = new AtomicInteger();
			context.getBean(LettuceConnectionFactory.class)
				.getRequiredNativeClient()
				.addListener(new RedisConnectionStateListener() {

					@Override
					public void onRedisDisconnected(RedisChannelHandler<?, ?> link) {
						lost.incrementAndGet();
					}

				});
			this.server.freeze();
			assertThatExceptionOfType(QueryTimeoutException.class).isThrownBy(() -> template.opsForValue().get("key"));
			await().atMost(LIMIT).untilAtomic(lost, greaterThanOrEqualTo(2));
			this.server.thaw();
			await().atMost(LIMIT).ignoreExceptions().until(() -> {
				template.convertAndSend("news", "hello");
				return messages.poll(100, TimeUnit.MILLISECONDS) != null;
			});
			container.stop();
		}
	}

	@Test
	void aLinkToAFormerMasterIsLeft() {
		try (ConfigurableApplicationContext context = this.application.start()) {
			StringRedisTemplate template = context.getBean(StringRedisTemplate.class);
			template.hasKey("connects");
			Set<String> before = links();
			this.server.command("REPLICAOF", "127.0.0.1", "1");
			await().atMost(LIMIT).untilAsserted(() -> {
				assertThatExceptionOfType(RedisSystemException.class)
					.isThrownBy(() -> template.opsForValue().set("key", "value"));
				assertThat(links()).isNotEmpty().doesNotContainAnyElementsOf(before);
			});
		}
	}

	@SuppressWarnings("unchecked") // an array of one
	private static CompletableFuture<List<StreamMessage<String, String>>> read(
			StatefulRedisConnection<String, String> link) {
		return link.async().xread(XReadArgs.Builder.block(0), StreamOffset.from("stream", "0-0")).toCompletableFuture();
	}

	private void awaitBlockedClients(int number) {
		await().atMost(LIMIT).until(() -> this.server.command("INFO", "clients").contains("blocked_clients:" + number));
	}

	private static StatefulRedisConnection<String, String> link(ConfigurableApplicationContext context) {
		RedisClient client = (RedisClient) context.getBean(LettuceConnectionFactory.class).getRequiredNativeClient();
		return client.connect();
	}

	private static RedisMessageListenerContainer subscribe(ConfigurableApplicationContext context,
			BlockingQueue<String> messages) {
		RedisMessageListenerContainer container = new RedisMessageListenerContainer();
		container.setConnectionFactory(context.getBean(LettuceConnectionFactory.class));
		container.addMessageListener((message, pattern) -> messages.add(message.toString()), ChannelTopic.of("news"));
		container.afterPropertiesSet();
		container.start();
		return container;
	}

	/**
	 * Returns the server's numbers for the application's links.
	 */
	private Set<String> links() {
		return APPLICATIONS_LINK.matcher(this.server.command("CLIENT", "LIST"))
			.results()
			.map((link) -> link.group(1))
			.collect(Collectors.toSet());
	}

}
