package dev.redisenv.connection;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import dev.redisenv.TestApplication;
import io.lettuce.core.protocol.ProtocolVersion;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a changed {@code REDIS_PASSWORD_FILE} means for links that are open and links that
 * are opened.
 */
@ExtendWith(OutputCaptureExtension.class)
class PasswordFileTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	/**
	 * Longer than the file is left unread.
	 */
	private static final Duration LOOKED_AT = Duration.ofMillis(1500);

	private static final String OLD = "s3cr3t-old";

	private static final String NEW = "s3cr3t-new";

	@TempDir
	Path folder = Path.of("");

	static List<Named<Function<String, PasswordServers>>> deployments() {
		return List.of(Named.of("standalone", PasswordServers::standalone),
				Named.of("cluster", PasswordServers::cluster), Named.of("sentinel", PasswordServers::sentinels));
	}

	@ParameterizedTest
	@MethodSource("deployments")
	void aChangeLogsEveryLiveLinkInAgain(Function<String, PasswordServers> deployment, CapturedOutput output)
			throws IOException {
		Path file = write(OLD);
		try (PasswordServers servers = deployment.apply(OLD);
				ConfigurableApplicationContext context = TestApplication.with(servers.location())
					.and("REDIS_PASSWORD_FILE", file)
					.and("REDIS_MAX_CONNECTIONS", 3)
					.and("REDIS_SOCKET_TIMEOUT", 1)
					.start()) {
			StringRedisTemplate template = context.getBean(StringRedisTemplate.class);
			RedisMessageListenerContainer subscription = subscription(context);
			CompletableFuture<String> blocked = useEveryKindOfLink(context);
			await().atMost(LIMIT).until(() -> servers.links().stream().anyMatch((link) -> link.contains("cmd=blpop")));
			List<String> before = servers.ports();
			servers.accept(NEW);
			write(NEW);
			await().atMost(LIMIT)
				.untilAsserted(() -> assertThat(servers.links())
					.allMatch((link) -> link.contains("cmd=auth") || link.contains("cmd=blpop"))
					.filteredOn((link) -> link.contains("cmd=blpop"))
					.hasSize(1));
			// The log-in of the blocked link waits for longer than other commands may
			assertThat(blocked).failsWithin(LOOKED_AT);
			template.opsForList().rightPush("blocked", "value");
			assertThat(blocked).succeedsWithin(LIMIT).isEqualTo("value");
			await().atMost(LIMIT).until(() -> servers.links().stream().noneMatch((link) -> link.contains("cmd=blpop")));
			assertThat(servers.ports()).containsAll(before);
			assertThat(servers.refusals()).isEmpty();
			assertThat(output).contains("Re-authentication succeeded")
				.doesNotContain("Re-authentication failed")
				.doesNotContain(OLD)
				.doesNotContain(NEW);
			subscription.stop();
		}
	}

	@Test
	void aChangeLogsTheWebSocketConnectionInAgain() throws IOException {
		Path file = write(OLD);
		try (PasswordServers servers = PasswordServers.standalone(OLD);
				ConfigurableApplicationContext context = TestApplication.with(servers.location())
					.and("WEBSOCKET_REDIS_URL", servers.location().get("REDIS_URI") + "/1")
					.and("REDIS_PASSWORD_FILE", file)
					.start()) {
			new StringRedisTemplate(context.getBean(RedisWebSocketConnection.class).connectionFactory()).hasKey("key");
			assertThat(servers.links()).singleElement().asString().contains(" db=1 ");
			servers.accept(NEW);
			write(NEW);
			await().atMost(LIMIT)
				.untilAsserted(() -> assertThat(servers.links()).singleElement().asString().contains("cmd=auth"));
		}
	}

	@Test
	void aLinkLogsInOnceWhileNothingChanges(CapturedOutput output) throws IOException {
		Path file = write(OLD);
		try (PasswordServers servers = PasswordServers.standalone(OLD);
				ConfigurableApplicationContext context = TestApplication.with(servers.location())
					.and("REDIS_PASSWORD_FILE", file)
					.start()) {
			context.getBean(StringRedisTemplate.class).hasKey("key");
			await().during(LOOKED_AT)
				.atMost(LIMIT)
				.untilAsserted(() -> assertThat(servers.links()).singleElement().asString().contains("cmd=exists"));
			assertThat(output).doesNotContain("Re-authentication");
		}
	}

	@Test
	void aTransactionIsNotDisturbed() throws IOException {
		Path file = write(OLD);
		try (PasswordServers servers = PasswordServers.standalone(OLD);
				ConfigurableApplicationContext context = TestApplication.with(servers.location())
					.and("REDIS_PASSWORD_FILE", file)
					.clientName(TestApplication.CLIENT_NAME + "-with-transactions")
					.start();
				RedisConnection connection = context.getBean(RedisConnectionFactory.class).getConnection()) {
			context.getBean(StringRedisTemplate.class).hasKey("key");
			connection.multi();
			connection.stringCommands().incr("counter".getBytes(StandardCharsets.UTF_8));
			servers.accept(NEW);
			write(NEW);
			await().atMost(LIMIT)
				.untilAsserted(() -> assertThat(servers.links()).hasSize(2)
					.anyMatch((link) -> link.contains("cmd=auth"))
					.anyMatch((link) -> link.contains("cmd=incr")));
			assertThat(connection.exec()).containsExactly(1L);
			await().atMost(LIMIT)
				.untilAsserted(
						() -> assertThat(servers.links()).hasSize(2).allMatch((link) -> link.contains("cmd=auth")));
		}
	}

	@Test
	void aLinkThatIsRefusedTriesUntilTheServerKnowsThePasswordToo() throws IOException {
		Path file = write(OLD);
		try (PasswordServers servers = PasswordServers.standalone(OLD);
				ConfigurableApplicationContext context = TestApplication.with(servers.location())
					.and("REDIS_PASSWORD_FILE", file)
					.start()) {
			StringRedisTemplate template = context.getBean(StringRedisTemplate.class);
			template.hasKey("key");
			List<String> before = servers.ports();
			write(NEW);
			await().atMost(LIMIT).untilAsserted(() -> assertThat(servers.refusals()).contains("auth"));
			template.hasKey("key");
			servers.accept(NEW);
			servers.forgetRefusals();
			await().atMost(LIMIT)
				.untilAsserted(() -> assertThat(servers.links()).singleElement().asString().contains("cmd=auth"));
			assertThat(servers.refusals()).isEmpty();
			assertThat(servers.ports()).isEqualTo(before);
		}
	}

	@Test
	void aFileThatIsEmptyForAMomentIsWaitedFor(CapturedOutput output) throws IOException {
		Path file = write(OLD);
		try (PasswordServers servers = PasswordServers.standalone(OLD);
				ConfigurableApplicationContext context = TestApplication.with(servers.location())
					.and("REDIS_PASSWORD_FILE", file)
					.arguments("--logging.level.dev.redisenv=debug")
					.start()) {
			StringRedisTemplate template = context.getBean(StringRedisTemplate.class);
			template.hasKey("key");
			write("\n");
			await().atMost(LIMIT).until(() -> output.getAll().contains("The password file is empty"));
			CompletableFuture<String> newLink = CompletableFuture
				.supplyAsync(() -> template.opsForList().leftPop("list", LIMIT));
			template.hasKey("key");
			servers.accept(NEW);
			write(NEW);
			await().atMost(LIMIT)
				.untilAsserted(() -> assertThat(servers.links()).hasSize(2)
					.anyMatch((link) -> link.contains("cmd=auth"))
					.anyMatch((link) -> link.contains("cmd=blpop")));
			template.opsForList().rightPush("list", "value");
			assertThat(newLink).succeedsWithin(LIMIT).isEqualTo("value");
			assertThat(servers.refusals()).isEmpty();
		}
	}

	@Test
	void aSubscriptionIsPossibleWithTheOldProtocol(CapturedOutput output) throws IOException {
		Path file = write(OLD);
		try (PasswordServers servers = PasswordServers.standalone(OLD);
				ConfigurableApplicationContext context = TestApplication.with(servers.location())
					.and("REDIS_PASSWORD_FILE", file)
					.bean(LettuceClientOptionsBuilderCustomizer.class,
							() -> (options) -> options.protocolVersion(ProtocolVersion.RESP2))
					.start()) {
			RedisConnection connection = context.getBean(RedisConnectionFactory.class).getConnection();
			connection.subscribe((message, pattern) -> {
			}, "channel".getBytes(StandardCharsets.UTF_8));
			assertThat(servers.links()).anyMatch((link) -> link.contains("cmd=subscribe"));
			assertThat(output).contains("REDIS_PASSWORD_FILE");
			connection.close();
		}
	}

	private static RedisMessageListenerContainer subscription(ConfigurableApplicationContext context) {
		RedisMessageListenerContainer container = new RedisMessageListenerContainer();
		container.setConnectionFactory(context.getBean(RedisConnectionFactory.class));
		container.addMessageListener((message, pattern) -> {
		}, ChannelTopic.of("channel"));
		container.afterPropertiesSet();
		container.start();
		return container;
	}

	/**
	 * Returns what a read that blocks on a link of the pool will pop.
	 */
	private static CompletableFuture<String> useEveryKindOfLink(ConfigurableApplicationContext context) {
		StringRedisTemplate template = context.getBean(StringRedisTemplate.class);
		for (int i = 0; i < 20; i++) {
			template.opsForValue().set("key" + i, "value");
		}
		context.getBean(ReactiveStringRedisTemplate.class).hasKey("key").block(LIMIT);
		CompletableFuture<String> blocked = CompletableFuture
			.supplyAsync(() -> template.opsForList().leftPop("blocked", Duration.ofSeconds(30)));
		template.opsForList().leftPop("list", Duration.ofMillis(100));
		return blocked;
	}

	private Path write(String password) throws IOException {
		return Files.writeString(this.folder.resolve("password"), password + "\n");
	}

}
