package dev.redisenv.failover;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.redisenv.TestApplication;
import dev.redisenv.test.RedisCluster;
import dev.redisenv.test.RedisSentinels;
import dev.redisenv.test.RedisServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Servers replace a master, and the application goes on with the new one by itself.
 */
class FailoverTests {

	/**
	 * The servers themselves take about four seconds. A timeout of the client's is longer
	 * than all of it.
	 */
	private static final Duration LIMIT = Duration.ofSeconds(25);

	private static final int CLIENTS_TIMEOUT_SECONDS = 60;

	@ParameterizedTest
	@EnumSource
	void goesWhereTheSentinelsSay(Fault fault) {
		try (RedisSentinels servers = RedisSentinels.start();
				ConfigurableApplicationContext context = behind(servers)
					.and("REDIS_SOCKET_TIMEOUT", CLIENTS_TIMEOUT_SECONDS)
					.start();
				Use use = new Use(context)) {
			use.awaitWell();
			RedisServer old = servers.master();
			fault.happensTo(old);
			use.awaitWell();
			// The Sentinels tell each other.
			await().atMost(LIMIT).until(() -> !servers.master().equals(old));
		}
	}

	@Test
	void aSentinelThatHangsWithItsMasterIsNotWaitedFor() {
		try (RedisSentinels servers = RedisSentinels.start();
				ConfigurableApplicationContext context = behind(servers)
					.and("REDIS_SOCKET_TIMEOUT", CLIENTS_TIMEOUT_SECONDS)
					.start();
				Use use = new Use(context)) {
			use.awaitWell();
			servers.sentinels().get(0).freeze();
			servers.master().freeze();
			use.awaitWell();
			servers.dataNodes().get(0).thaw();
			servers.sentinels().get(0).thaw();
		}
	}

	@Test
	void sentinelsThatCannotReachTheMasterDoNotKeepTheApplicationFromIt() {
		try (RedisSentinels servers = RedisSentinels.builder().password("s3cr3t").start();
				ConfigurableApplicationContext context = behind(servers).and("REDIS_PASSWORD", "s3cr3t")
					.and("REDIS_SOCKET_TIMEOUT", 2)
					.start()) {
			StringRedisTemplate template = context.getBean(StringRedisTemplate.class);
			template.hasKey("connects");
			servers.sentinels()
				.forEach((sentinel) -> sentinel.command("SENTINEL", "SET", servers.masterName(), "auth-pass",
						"unknown"));
			servers.master().command("CLIENT", "KILL", "TYPE", "normal");
			await().atMost(LIMIT)
				.until(() -> servers.sentinels()
					.stream()
					.allMatch((sentinel) -> sentinel.command("SENTINEL", "MASTER", servers.masterName())
						.contains("s_down")));
			// On a link of its own
			assertThat(template.opsForList().leftPop("queue", Duration.ofSeconds(1))).isNull();
		}
	}

	@ParameterizedTest
	@EnumSource
	void goesWhereTheClusterSays(Fault fault) {
		try (RedisCluster servers = RedisCluster.builder().masters(3).replicasPerMaster(1).start();
				ConfigurableApplicationContext context = TestApplication
					.with("REDIS_URI", servers.uris().stream().map(Object::toString).collect(Collectors.joining(",")))
					.and("REDIS_SOCKET_TIMEOUT", CLIENTS_TIMEOUT_SECONDS)
					.start();
				Use use = new Use(context)) {
			use.awaitWell();
			RedisServer old = servers.masterOf(Use.KEY);
			gatherSubscriptions(servers, old);
			fault.happensTo(old);
			use.awaitWell();
			assertThat(servers.masterOf(Use.KEY)).isNotEqualTo(old);
		}
	}

	private static TestApplication behind(RedisSentinels servers) {
		return TestApplication.with("REDIS_URI", "redis://" + servers.masterName())
			.and("REDIS_SENTINEL_HOSTS", servers.hosts());
	}

	/**
	 * Subscriptions may be on any node. One whose link is closed goes to the next.
	 */
	private static void gatherSubscriptions(RedisCluster servers, RedisServer master) {
		List<RedisServer> others = servers.nodes().stream().filter((node) -> !node.equals(master)).toList();
		await().atMost(LIMIT).pollInterval(Duration.ofMillis(300)).until(() -> {
			others.forEach((node) -> node.command("CLIENT", "KILL", "TYPE", "pubsub"));
			return master.command("CLIENT", "LIST", "TYPE", "pubsub").lines().count() == Use.SUBSCRIPTIONS;
		});
	}

	enum Fault {

		KILLED, FROZEN;

		void happensTo(RedisServer server) {
			switch (this) {
				case KILLED -> server.kill();
				case FROZEN -> server.freeze();
			}
		}

	}

	/**
	 * An application's use of Redis: writes, a blocking read and subscriptions.
	 */
	private static final class Use implements AutoCloseable {

		static final String KEY = "{use}:key";

		static final int SUBSCRIPTIONS = 3;

		private static final String QUEUE = "{use}:queue";

		private final StringRedisTemplate template;

		private final List<Subscription> subscriptions;

		private final BlockingQueue<String> popped = new LinkedBlockingQueue<>();

		private final AtomicBoolean closed = new AtomicBoolean();

		private final AtomicInteger round = new AtomicInteger();

		Use(ConfigurableApplicationContext context) {
			this.template = context.getBean(StringRedisTemplate.class);
			RedisConnectionFactory connections = context.getBean(RedisConnectionFactory.class);
			this.subscriptions = IntStream.range(0, SUBSCRIPTIONS)
				.mapToObj((i) -> new Subscription(connections))
				.toList();
			Thread reader = new Thread(this::read, "reader");
			reader.setDaemon(true);
			reader.start();
		}

		private void read() {
			while (!this.closed.get()) {
				try {
					@Nullable String entry = this.template.opsForList().leftPop(QUEUE, Duration.ofSeconds(30));
					if (entry != null) {
						this.popped.add(entry);
					}
				}
				catch (RuntimeException ex) {
					// As an application would, it goes on.
				}
			}
		}

		/**
		 * Waits until everything works. A call may hang for as long as the client's
		 * timeout; others are made meanwhile.
		 */
		void awaitWell() {
			String sent = "round " + this.round.incrementAndGet();
			await().atMost(LIMIT).ignoreExceptions().until(() -> {
				CompletableFuture.runAsync(() -> use(sent)).get(500, TimeUnit.MILLISECONDS);
				return this.popped.contains(sent)
						&& this.subscriptions.stream().allMatch((subscription) -> subscription.messages.contains(sent));
			});
		}

		private void use(String sent) {
			this.template.opsForValue().set(KEY, sent);
			this.template.opsForList().rightPush(QUEUE, sent);
			this.template.convertAndSend("use", sent);
		}

		@Override
		public void close() {
			this.closed.set(true);
			this.subscriptions.forEach((subscription) -> subscription.container.stop());
		}

	}

	private static final class Subscription {

		private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();

		private final RedisMessageListenerContainer container = new RedisMessageListenerContainer();

		Subscription(RedisConnectionFactory connections) {
			this.container.setConnectionFactory(connections);
			this.container.addMessageListener((message, pattern) -> this.messages.add(message.toString()),
					ChannelTopic.of("use"));
			this.container.afterPropertiesSet();
			this.container.start();
		}

	}

}
