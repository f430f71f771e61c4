package dev.redisenv.session;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import dev.redisenv.Monitor;
import dev.redisenv.TestApplication;
import dev.redisenv.session.Shop.Gate;
import dev.redisenv.status.FeatureStatus;
import dev.redisenv.test.RedisCluster;
import dev.redisenv.test.RedisExtension;
import dev.redisenv.test.RedisServer;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;
import org.springframework.session.data.redis.RedisSessionRepository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Sessions of whole applications in real servers.
 */
@ExtendWith(OutputCaptureExtension.class)
class SessionTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	@RegisterExtension
	static final RedisExtension<RedisServer> server = RedisExtension.of(RedisServer::start);

	private final Browser browser = new Browser();

	@BeforeEach
	void clear() {
		server.get().command("FLUSHALL");
	}

	@Test
	void instancesShareASession() {
		try (ConfigurableApplicationContext one = shop().start(); ConfigurableApplicationContext two = shop().start()) {
			this.browser.get(one, "/write?name=colour&value=red");
			assertThat(this.browser.get(two, "/read?name=colour")).isEqualTo("red");
			this.browser.get(two, "/write?name=colour&value=blue");
			assertThat(this.browser.get(one, "/read?name=colour")).isEqualTo("blue");
		}
	}

	@Test
	void aSessionOutlivesItsInstance() {
		try (ConfigurableApplicationContext first = shop().start()) {
			this.browser.get(first, "/write?name=colour&value=red");
		}
		try (ConfigurableApplicationContext second = shop().start()) {
			assertThat(this.browser.get(second, "/read?name=colour")).isEqualTo("red");
		}
	}

	@Test
	void keysBeginWithThePrefix() {
		try (ConfigurableApplicationContext context = shop().and("REDIS_KEY_PREFIX", "shop").start()) {
			this.browser.get(context, "/write?name=colour&value=red");
			assertThat(this.browser.get(context, "/read?name=colour")).isEqualTo("red");
			assertThat(server.get().command("KEYS", "*")).isEqualTo("shop:session:sessions:" + this.browser.session());
		}
	}

	@Test
	void aRequestThatOnlyReadsIsOneCommandAndOneThatWritesIsTwo() throws IOException {
		try (ConfigurableApplicationContext context = shop().start()) {
			this.browser.get(context, "/write?name=colour&value=red");
			// Both scripts are known to the server from here on.
			this.browser.get(context, "/write?name=colour&value=green");
			try (Monitor monitor = new Monitor(server.get())) {
				this.browser.get(context, "/read?name=colour");
				assertThat(sent(monitor)).containsExactly("EVALSHA");
				this.browser.get(context, "/write?name=colour&value=blue");
				assertThat(sent(monitor)).containsExactly("EVALSHA", "EVALSHA");
			}
		}
	}

	@Test
	void aRequestThatOnlyReadsIsAnAccess() {
		try (ConfigurableApplicationContext context = shop().start()) {
			this.browser.get(context, "/write?name=colour&value=red");
			Session before = session(context);
			server.get().command("PEXPIRE", key(), "60000");
			await().atMost(LIMIT).until(() -> Instant.now().isAfter(before.getLastAccessedTime().plusMillis(20)));
			this.browser.get(context, "/read?name=colour");
			assertThat(millisToLive()).isBetween(1_790_000L, 1_800_000L);
			// Reading stores an access as well, and returns the one before.
			assertThat(session(context).getLastAccessedTime()).isAfter(before.getLastAccessedTime());
		}
	}

	@Test
	void aSessionWithItsOwnIntervalIsExtendedByIt() {
		try (ConfigurableApplicationContext context = shop().start()) {
			this.browser.get(context, "/interval?seconds=600");
			assertThat(millisToLive()).isBetween(590_000L, 600_000L);
			server.get().command("PEXPIRE", key(), "60000");
			this.browser.get(context, "/read?name=colour");
			assertThat(millisToLive()).isBetween(590_000L, 600_000L);
			this.browser.get(context, "/interval?seconds=1800");
			assertThat(millisToLive()).isBetween(1_790_000L, 1_800_000L);
		}
	}

	@Test
	void theConfiguredTimeoutIsTheUsualInterval() throws IOException {
		try (ConfigurableApplicationContext context = shop().arguments("--spring.session.timeout=10m").start()) {
			this.browser.get(context, "/write?name=colour&value=red");
			assertThat(millisToLive()).isBetween(590_000L, 600_000L);
			server.get().command("PEXPIRE", key(), "60000");
			try (Monitor monitor = new Monitor(server.get())) {
				this.browser.get(context, "/read?name=colour");
				assertThat(sent(monitor)).hasSize(1);
			}
			assertThat(millisToLive()).isBetween(590_000L, 600_000L);
		}
	}

	@Test
	void anExpiredSessionIsGone() {
		try (ConfigurableApplicationContext context = shop().start()) {
			this.browser.get(context, "/write?name=colour&value=red");
			server.get().command("PEXPIRE", key(), "1");
			await().atMost(LIMIT).until(() -> server.get().command("EXISTS", key()).equals("0"));
			assertThat(this.browser.get(context, "/read?name=colour")).isEqualTo("no session");
			assertThat(server.get().command("KEYS", "*")).isEmpty();
		}
	}

	@Test
	void anAttributeIsRemoved() {
		try (ConfigurableApplicationContext context = shop().start()) {
			this.browser.get(context, "/write?name=colour&value=red");
			this.browser.get(context, "/write?name=size&value=small");
			this.browser.get(context, "/remove?name=colour");
			assertThat(this.browser.get(context, "/names")).isEqualTo("[size]");
		}
	}

	@Test
	void aLogInChangesTheIdAndKeepsTheRest() {
		try (ConfigurableApplicationContext context = shop().start()) {
			this.browser.get(context, "/write?name=colour&value=red");
			String before = key();
			this.browser.get(context, "/login");
			assertThat(key()).isNotEqualTo(before);
			assertThat(server.get().command("KEYS", "*")).isEqualTo(key());
			assertThat(millisToLive()).isBetween(1_790_000L, 1_800_000L);
			assertThat(this.browser.get(context, "/read?name=colour")).isEqualTo("red");
		}
	}

	@Test
	void aLogOutEndsTheSessionEverywhere() {
		try (ConfigurableApplicationContext one = shop().start(); ConfigurableApplicationContext two = shop().start()) {
			this.browser.get(one, "/write?name=colour&value=red");
			this.browser.get(two, "/logout");
			assertThat(server.get().command("KEYS", "*")).isEmpty();
			assertThat(this.browser.get(one, "/read?name=colour")).isEqualTo("no session");
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aLogOutMeanwhileIsNotUndone(boolean write) throws Exception {
		Gate gate = new Gate();
		try (ConfigurableApplicationContext context = shop().bean(Gate.class, () -> gate).start()) {
			this.browser.get(context, "/write?name=colour&value=red");
			CompletableFuture<Integer> slow = CompletableFuture
				.supplyAsync(() -> this.browser.status(context, "/slow?write=" + write));
			gate.entered.await();
			server.get().command("DEL", key());
			gate.open.countDown();
			assertThat(slow).succeedsWithin(LIMIT).isEqualTo(write ? 500 : 200);
			assertThat(server.get().command("KEYS", "*")).isEmpty();
		}
	}

	@Test
	void requestsAtTheSameTimeKeepEachOthersChanges() {
		try (ConfigurableApplicationContext one = shop().start(); ConfigurableApplicationContext two = shop().start()) {
			this.browser.get(one, "/write?name=n&value=0");
			List<CompletableFuture<String>> requests = IntStream.range(0, 100)
				.mapToObj((i) -> CompletableFuture.supplyAsync(
						() -> this.browser.get((i % 2 == 0) ? one : two, "/write?name=n%02d&value=%d".formatted(i, i))))
				.toList();
			requests.forEach((request) -> assertThat(request).succeedsWithin(LIMIT));
			assertThat(this.browser.get(one, "/names").split(",")).hasSize(101);
			assertThat(this.browser.get(two, "/read?name=n42")).isEqualTo("42");
		}
	}

	@Test
	void aServerThatLostItsScriptsGetsThemAgain() {
		try (ConfigurableApplicationContext context = shop().start()) {
			this.browser.get(context, "/write?name=colour&value=red");
			this.browser.get(context, "/write?name=colour&value=blue");
			server.get().command("SCRIPT", "FLUSH");
			this.browser.get(context, "/write?name=colour&value=green");
			assertThat(this.browser.get(context, "/read?name=colour")).isEqualTo("green");
		}
	}

	@Test
	void aUserOfTheServerNeedsTheCommandsThatTheGuideLists() {
		try (RedisServer guarded = RedisServer.builder()
			.user("shop", "secret", "~shop:*", "+@connection", "+eval", "+evalsha", "+hgetall", "+hset", "+hmset",
					"+exists", "+pexpire", "+pexpireat", "+pttl", "+del", "+rename")
			.start();
				ConfigurableApplicationContext context = shop(guarded).and("REDIS_USERNAME", "shop")
					.and("REDIS_PASSWORD", "secret")
					.and("REDIS_KEY_PREFIX", "shop")
					.start()) {
			this.browser.get(context, "/write?name=colour&value=red");
			this.browser.get(context, "/write?name=colour&value=blue");
			this.browser.get(context, "/login");
			assertThat(this.browser.get(context, "/read?name=colour")).isEqualTo("blue");
			this.browser.get(context, "/logout");
			assertThat(this.browser.get(context, "/read?name=colour")).isEqualTo("no session");
		}
	}

	@Test
	void nodesOfAClusterShareTheSessions() {
		try (RedisCluster cluster = RedisCluster.start();
				ConfigurableApplicationContext one = shop(cluster).start();
				ConfigurableApplicationContext two = shop(cluster).start()) {
			for (int i = 0; i < 10; i++) {
				Browser visitor = new Browser();
				visitor.get(one, "/write?name=colour&value=red");
				assertThat(visitor.get(two, "/read?name=colour")).isEqualTo("red");
				visitor.get(two, "/login");
				visitor.get(one, "/write?name=colour&value=blue");
				assertThat(visitor.get(two, "/read?name=colour")).isEqualTo("blue");
				RedisServer node = cluster.masterOf("spring:session:sessions:" + visitor.session());
				assertThat(Long.parseLong(node.command("PTTL", "spring:session:sessions:" + visitor.session())))
					.isBetween(1_790_000L, 1_800_000L);
				visitor.get(two, "/logout");
				assertThat(visitor.get(one, "/read?name=colour")).isEqualTo("no session");
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "garbage", "garbage that is no Java object", "" })
	void aSessionWithAnUnreadableFieldIsANewOneAndStays(String value, CapturedOutput output) {
		try (ConfigurableApplicationContext context = shop().start()) {
			this.browser.get(context, "/write?name=colour&value=crimson");
			String key = key();
			server.get().command("HSET", key, "creationTime", value);
			this.browser.get(context, "/write?name=colour&value=blue");
			assertThat(key()).isNotEqualTo(key);
			assertThat(server.get().command("HGET", key, "creationTime")).isEqualTo(value);
			assertThat(this.browser.get(context, "/read?name=colour")).isEqualTo("blue");
			assertThat(output.getAll().lines().filter((line) -> line.contains("cannot be read"))).singleElement()
				.asString()
				.contains("WARN")
				.doesNotContain("garbage", key, "crimson");
			assertThat(
					context.getBean(MeterRegistry.class).get("redis.env.session.unreadable").functionCounter().count())
				.isEqualTo(1);
			assertThat(status(context).report().details()).containsEntry("unreadable", 1L);
			assertThat(status(context).report().well()).isTrue();
		}
	}

	@Test
	void aSessionWithoutATimeIsANewOne() {
		try (ConfigurableApplicationContext context = shop().start()) {
			this.browser.get(context, "/write?name=colour&value=red");
			server.get().command("HDEL", key(), "creationTime");
			assertThat(this.browser.get(context, "/read?name=colour")).isEqualTo("no session");
			assertThat(status(context).report().details()).containsEntry("unreadable", 1L);
		}
	}

	@Test
	void aSessionOfAnUnknownClassIsANewOne(CapturedOutput output) {
		try (ConfigurableApplicationContext context = shop().start()) {
			this.browser.get(context, "/buy");
			// No text of a command holds the bytes of an object as they are.
			server.get()
				.command("EVAL",
						"local v = redis.call('HGET', KEYS[1], ARGV[1])"
								+ " return redis.call('HSET', KEYS[1], ARGV[1], (v:gsub('Basket', 'Wallet')))",
						"1", key(), "sessionAttr:basket");
			assertThat(this.browser.get(context, "/apples")).isEqualTo("-1");
			assertThat(output).contains("ClassNotFoundException: dev.redisenv.session.Shop$Wallet");
		}
	}

	@Test
	void flushModeImmediateWritesBeforeTheRequestEnds() throws Exception {
		Gate gate = new Gate();
		try (ConfigurableApplicationContext context = shop().bean(Gate.class, () -> gate)
			.arguments("--spring.session.data.redis.flush-mode=immediate")
			.start()) {
			this.browser.get(context, "/write?name=colour&value=red");
			assertThat(this.browser.get(context, "/read?name=colour")).isEqualTo("red");
			assertThat(millisToLive()).isBetween(1_790_000L, 1_800_000L);
			SessionRepository<Session> repository = repository(context);
			Session session = repository.createSession();
			assertThat(repository.findById(session.getId())).isNotNull();
			session.setAttribute("colour", "blue");
			assertThat(find(repository, session).<String>getAttribute("colour")).isEqualTo("blue");
			repository.deleteById(session.getId());
			assertThatIllegalStateException().isThrownBy(() -> session.setAttribute("colour", "green"))
				.withMessage("Session was invalidated");
			assertThat(repository.findById(session.getId())).isNull();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "always", "on-get-attribute" })
	void saveModesSaveWhatChangedInPlace(String mode) {
		try (ConfigurableApplicationContext context = shop().arguments("--spring.session.data.redis.save-mode=" + mode)
			.start()) {
			this.browser.get(context, "/buy");
			this.browser.get(context, "/buy");
			this.browser.get(context, "/buy");
			assertThat(this.browser.get(context, "/apples")).isEqualTo("2");
		}
	}

	@Test
	void aTimeThatTheApplicationSetsIsKept() {
		try (ConfigurableApplicationContext context = shop().start()) {
			SessionRepository<Session> repository = repository(context);
			Session created = repository.createSession();
			repository.save(created);
			Session session = find(repository, created);
			Instant later = Instant.ofEpochMilli(Instant.now().plusSeconds(600).toEpochMilli());
			session.setLastAccessedTime(later);
			repository.save(session);
			assertThat(server.get().command("PTTL", "spring:session:sessions:" + session.getId())).asLong()
				.isBetween(2_390_000L, 2_400_000L);
			assertThat(find(repository, created).getLastAccessedTime()).isEqualTo(later);
		}
	}

	@Test
	void theApplicationSeesSpringSessionsOwnTemplate() {
		try (ConfigurableApplicationContext context = shop().start()) {
			RedisSessionRepository repository = context.getBean(RedisSessionRepository.class);
			assertThat(repository.getSessionRedisOperations().hasKey("unknown")).isFalse();
		}
	}

	@Test
	void aSerializerOfTheApplicationIsUsed() throws IOException {
		try (ConfigurableApplicationContext context = shop().configuration(JsonSessions.class).start()) {
			this.browser.get(context, "/write?name=colour&value=red");
			assertThat(server.get().command("HGET", key(), "sessionAttr:colour")).isEqualTo("\"red\"");
			try (Monitor monitor = new Monitor(server.get())) {
				assertThat(this.browser.get(context, "/read?name=colour")).isEqualTo("red");
				assertThat(sent(monitor)).hasSize(1);
			}
		}
	}

	@Test
	void saysWhatSessionsAre() {
		try (ConfigurableApplicationContext context = shop().and("REDIS_KEY_PREFIX", "shop")
			.and("SESSION_COOKIE_SECURE", true)
			.and("SESSION_COOKIE_SAME_SITE", "strict")
			.start()) {
			assertThat(
					this.browser.response(context, "/write?name=colour&value=red").headers().firstValue("Set-Cookie"))
				.hasValueSatisfying((cookie) -> assertThat(cookie).contains("Secure", "SameSite=Strict"));
			assertThat(status(context).report())
				.isEqualTo(new FeatureStatus.Report(null, Map.of("store", "redis", "namespace", "shop:session",
						"cookieSecure", "true", "cookieSameSite", "strict", "unreadable", 0L)));
		}
	}

	@Test
	void findsNoSessionWhileTheServerDoesNotAnswerAndTheOldOneAfterwards() {
		try (RedisServer frozen = RedisServer.start();
				ConfigurableApplicationContext context = shop(frozen).and("REDIS_SOCKET_TIMEOUT", "300ms").start()) {
			this.browser.get(context, "/write?name=colour&value=red");
			frozen.freeze();
			assertThat(this.browser.get(context, "/read?name=colour")).isEqualTo("no session");
			assertThat(this.browser.status(context, "/write?name=colour&value=blue")).isEqualTo(500);
			assertThat(status(context).report().trouble()).startsWith("The last command for a session failed: ");
			frozen.thaw();
			await().atMost(LIMIT).until(() -> status(context).report().well());
			assertThat(this.browser.get(context, "/read?name=colour")).isEqualTo("red");
		}
	}

	/**
	 * Returns the names of the commands for sessions. What a script calls is no round
	 * trip of its own.
	 */
	private static List<String> sent(Monitor monitor) {
		return monitor.commands()
			.stream()
			.filter((command) -> !command.script())
			.map(Monitor.Command::words)
			.filter((words) -> words.stream().anyMatch((word) -> word.contains(":sessions:")))
			.map((words) -> words.get(0))
			.toList();
	}

	private static TestApplication shop() {
		return shop(server.get());
	}

	private static TestApplication shop(RedisServer server) {
		return TestApplication.with("REDIS_URI", server.uri()).configuration(Shop.class).web();
	}

	private static TestApplication shop(RedisCluster cluster) {
		return shop(cluster.nodes().get(0)).and("USE_REDIS_CLUSTER", true);
	}

	private String key() {
		return "spring:session:sessions:" + this.browser.session();
	}

	private long millisToLive() {
		return Long.parseLong(server.get().command("PTTL", key()));
	}

	private Session session(ConfigurableApplicationContext context) {
		Session session = repository(context).findById(this.browser.session());
		assertThat(session).isNotNull();
		return session;
	}

	private static Session find(SessionRepository<Session> repository, Session session) {
		Session found = repository.findById(session.getId());
		assertThat(found).isNotNull();
		return found;
	}

	@SuppressWarnings("unchecked")
	private static SessionRepository<Session> repository(ConfigurableApplicationContext context) {
		return context.getBean(SessionRepository.class);
	}

	private static FeatureStatus status(ConfigurableApplicationContext context) {
		return context.getBeansOfType(FeatureStatus.class)
			.values()
			.stream()
			.filter((status) -> status.feature().equals("session"))
			.findFirst()
			.orElseThrow();
	}

	static class JsonSessions {

		@Bean
		RedisSerializer<Object> springSessionDefaultRedisSerializer() {
			return RedisSerializer.json();
		}

	}

}
