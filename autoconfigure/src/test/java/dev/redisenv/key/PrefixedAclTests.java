package dev.redisenv.key;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.redisenv.Monitor;
import dev.redisenv.TestApplication;
import dev.redisenv.contract.Keys;
import dev.redisenv.test.RedisCluster;
import dev.redisenv.test.RedisExtension;
import dev.redisenv.test.RedisServer;
import dev.redisenv.test.RedisServerException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.contributor.Status;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.RedisSystemException;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.ReactiveRedisTemplate;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.core.ScanOptions;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.query.SortQueryBuilder;
import org.springframework.data.redis.core.script.RedisScript;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.data.redis.listener.PatternTopic;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Every feature as the user that {@link KeyPrefix#aclSetUser} makes. The server is asked
 * what it saw: no key and no channel without the prefix, and nothing it had to refuse. A
 * new feature gets a test here.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("topologies")
class PrefixedAclTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private static final Set<String> CHANNEL_COMMANDS = Set.of("publish", "subscribe", "psubscribe", "unsubscribe",
			"punsubscribe");

	@RegisterExtension
	static final RedisExtension<RedisServer> redis = RedisExtension.of(RedisServer::start);

	@RegisterExtension
	static final RedisExtension<RedisCluster> cluster = RedisExtension.of(RedisCluster::start);

	private final List<RedisServer> servers;

	private final List<Monitor> monitors;

	private final ConfigurableApplicationContext context;

	PrefixedAclTests(Supplier<List<RedisServer>> servers) {
		this.servers = servers.get();
		String line = new KeyPrefix(new Keys("chat", 1000, 1000)).aclSetUser("web").replace("<password>", "secret");
		this.servers.forEach((server) -> server.command(line.split(" ")));
		this.servers.forEach((server) -> server.command("ACL", "LOG", "RESET"));
		this.monitors = this.servers.stream().map(Monitor::new).toList();
		this.context = TestApplication
			.with("REDIS_URI", this.servers.stream().map(RedisServer::toString).collect(Collectors.joining(",")))
			.and("REDIS_USERNAME", "web")
			.and("REDIS_PASSWORD", "secret")
			.and("REDIS_KEY_PREFIX", "chat")
			.arguments("--spring.cache.type=redis")
			.configuration(Application.class)
			.web()
			.start();
	}

	static List<Named<Supplier<List<RedisServer>>>> topologies() {
		return List.of(Named.of("standalone", () -> List.of(redis.get())),
				Named.of("cluster", () -> cluster.get().nodes()));
	}

	@BeforeEach
	void clear() {
		this.servers.forEach((server) -> server.command("FLUSHALL"));
	}

	@AfterEach
	void sawNothingWithoutThePrefix() throws IOException {
		this.context.close();
		List<String> names = new ArrayList<>();
		for (Monitor monitor : this.monitors) {
			monitor.commands().forEach((command) -> names.addAll(names(monitor.server(), command.words())));
			assertThat(refused(monitor.server())).isEmpty();
			monitor.close();
		}
		assertThat(names).allMatch((name) -> name.startsWith("chat:"), "has the prefix");
	}

	/**
	 * Returns what the server has refused. Redis 6 refuses to be told the client's
	 * version, which it could not store either.
	 */
	static List<String> refused(RedisServer server) {
		List<String> words = server.command("ACL", "LOG").lines().toList();
		return IntStream.range(1, words.size())
			.filter((i) -> words.get(i - 1).equals("object"))
			.mapToObj(words::get)
			.filter((object) -> !(server.version().startsWith("6.") && object.equals("client")))
			.toList();
	}

	/**
	 * Returns the keys and channels of a command.
	 */
	private static List<String> names(RedisServer server, List<String> command) {
		String verb = command.isEmpty() ? "" : command.get(0).toLowerCase(Locale.ROOT);
		if (CHANNEL_COMMANDS.contains(verb)) {
			return command.subList(1, verb.equals("publish") ? 2 : command.size());
		}
		if (verb.equals("scan")) {
			return command.subList(command.indexOf("MATCH") + 1, command.indexOf("MATCH") + 2);
		}
		if (verb.equals("keys")) {
			return command.get(1).equals("*") ? List.of() : List.of(command.get(1));
		}
		try {
			return server
				.command(Stream.concat(Stream.of("COMMAND", "GETKEYS"), command.stream()).toArray(String[]::new))
				.lines()
				.toList();
		}
		catch (RedisServerException ex) {
			// The command has no keys
			return List.of();
		}
	}

	@Test
	void runsTheStringTemplate() {
		StringRedisTemplate template = this.context.getBean(StringRedisTemplate.class);
		template.opsForValue().set("{a}key", "value", LIMIT);
		template.rename("{a}key", "{a}other");
		template.opsForHash().put("{a}hash", "field", "value");
		template.opsForStream().add("{a}stream", Map.of("field", "value"));
		template.opsForList().rightPush("{a}list", "1");
		template.sort(SortQueryBuilder.sort("{a}list").build(), "{a}sorted");
		assertThat(template.opsForList().leftPop("{a}list", LIMIT)).isEqualTo("1");
		template.execute(RedisScript.of("return redis.call('del', KEYS[1])", Long.class), List.of("{a}hash"));
		assertThat(template.scan(ScanOptions.NONE).stream()).containsExactlyInAnyOrder("{a}other", "{a}stream",
				"{a}sorted");
		assertThat(template.keys("{a}s*")).containsExactlyInAnyOrder("{a}stream", "{a}sorted");
		template.unlink(List.of("{a}other", "{a}stream"));
	}

	@Test
	@SuppressWarnings("unchecked")
	void runsTheObjectTemplates() {
		RedisTemplate<Object, Object> template = (RedisTemplate<Object, Object>) this.context.getBean("redisTemplate");
		template.opsForValue().set("key", 17);
		assertThat(template.scan(ScanOptions.NONE).stream()).containsExactly("key");
		ReactiveRedisTemplate<Object, Object> reactive = (ReactiveRedisTemplate<Object, Object>) this.context
			.getBean("reactiveRedisTemplate");
		assertThat(reactive.opsForValue().get("key").block(LIMIT)).isEqualTo(17);
	}

	@Test
	void runsTheReactiveStringTemplate() {
		ReactiveStringRedisTemplate template = this.context.getBean(ReactiveStringRedisTemplate.class);
		template.opsForValue().set("key", "value").block(LIMIT);
		assertThat(template.scan().collectList().block(LIMIT)).containsExactly("key");
		assertThat(template.delete("key").block(LIMIT)).isEqualTo(1);
	}

	@Test
	void publishesAndListens() throws InterruptedException {
		BlockingQueue<String> heard = new LinkedBlockingQueue<>();
		KeyPrefix prefix = this.context.getBean(KeyPrefix.class);
		RedisMessageListenerContainer container = new RedisMessageListenerContainer();
		container.setConnectionFactory(this.context.getBean(RedisConnectionFactory.class));
		container.afterPropertiesSet();
		container.start();
		container.addMessageListener((message, pattern) -> heard.add(message.toString()),
				List.of(ChannelTopic.of(prefix.key("news")), PatternTopic.of(prefix.name("*"))));
		this.context.getBean(StringRedisTemplate.class).convertAndSend("news", "first");
		assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("first");
		assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("first");
		this.context.getBean(ReactiveStringRedisTemplate.class).convertAndSend("others", "second").block(LIMIT);
		assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("second");
		container.stop();
	}

	@Test
	void reachesNothingOfSomebodyElse() {
		StringRedisTemplate template = this.context.getBean(StringRedisTemplate.class);
		for (RedisCallback<?> foreign : List.<RedisCallback<?>>of(
				(connection) -> connection.keyCommands().exists("chatter::key".getBytes(StandardCharsets.UTF_8)),
				(connection) -> connection.publish("news".getBytes(StandardCharsets.UTF_8), new byte[0]))) {
			assertThatExceptionOfType(RedisSystemException.class).isThrownBy(() -> template.execute(foreign))
				.havingRootCause()
				.withMessageContaining("NOPERM");
		}
		this.servers.forEach((server) -> server.command("ACL", "LOG", "RESET"));
	}

	@Test
	void caches() {
		Texts texts = this.context.getBean(Texts.class);
		assertThat(texts.text("key")).isEqualTo(texts.text("key"));
		assertThat(texts.loadedOnce("cold")).isEqualTo(texts.loadedOnce("cold"));
		assertThat(keys()).containsExactlyInAnyOrder("chat::texts::key", "chat::texts::cold");
		CacheManager caches = this.context.getBean(CacheManager.class);
		assertThat(caches.getCache("texts")).isNotNull().satisfies((cache) -> cache.clear());
	}

	@Test
	void keepsSessions() {
		SessionRepository<?> sessions = this.context.getBean(SessionRepository.class);
		String id = use(sessions);
		assertThat(keys()).containsExactly("chat:session:sessions:" + id);
	}

	private static <S extends Session> String use(SessionRepository<S> sessions) {
		S session = sessions.createSession();
		session.setAttribute("name", "value");
		sessions.save(session);
		assertThat(sessions.findById(session.getId())).isNotNull();
		String first = session.getId();
		session.changeSessionId();
		sessions.save(session);
		assertThat(sessions.findById(first)).isNull();
		return session.getId();
	}

	@Test
	void isHealthy() {
		assertThat(this.context.getBean(HealthEndpoint.class).health().getStatus()).isEqualTo(Status.UP);
	}

	private List<String> keys() {
		return this.servers.stream()
			.flatMap((server) -> server.command("KEYS", "*").lines())
			.filter((key) -> !key.isEmpty())
			.toList();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching
	static class Application {

		@Bean
		Texts texts() {
			return new Texts();
		}

	}

	static class Texts {

		private final AtomicInteger calls = new AtomicInteger();

		@Cacheable(cacheNames = "texts", sync = true)
		public String loadedOnce(String key) {
			return key + this.calls.incrementAndGet();
		}

		@Cacheable("texts")
		public String text(String key) {
			return key + this.calls.incrementAndGet();
		}

	}

}
