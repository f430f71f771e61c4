package dev.redisenv.key;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.redisenv.TestApplication;
import dev.redisenv.test.RedisCluster;
import dev.redisenv.test.RedisExtension;
import dev.redisenv.test.RedisServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.connection.DataType;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.stream.MapRecord;
import org.springframework.data.redis.connection.stream.StreamOffset;
import org.springframework.data.redis.core.Cursor;
import org.springframework.data.redis.core.ReactiveRedisTemplate;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.core.ScanOptions;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.query.SortQueryBuilder;
import org.springframework.data.redis.core.script.RedisScript;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Spring Boot's four templates with a prefix, beside keys of somebody else. The keys
 * share a hash tag, so that one command may have several of them in a cluster too.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("topologies")
class PrefixedTemplatesTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	@RegisterExtension
	static final RedisExtension<RedisServer> redis = RedisExtension.of(RedisServer::start);

	@RegisterExtension
	static final RedisExtension<RedisCluster> cluster = RedisExtension.of(RedisCluster::start);

	private final List<RedisServer> servers;

	private final ConfigurableApplicationContext context;

	private final StringRedisTemplate template;

	private final ReactiveStringRedisTemplate reactive;

	PrefixedTemplatesTests(Supplier<List<RedisServer>> servers) {
		this.servers = servers.get();
		this.context = TestApplication
			.with("REDIS_URI", this.servers.stream().map(RedisServer::toString).collect(Collectors.joining(",")))
			.and("REDIS_KEY_PREFIX", "chat")
			.start();
		this.template = this.context.getBean(StringRedisTemplate.class);
		this.reactive = this.context.getBean(ReactiveStringRedisTemplate.class);
	}

	static List<Named<Supplier<List<RedisServer>>>> topologies() {
		return List.of(Named.of("standalone", () -> List.of(redis.get())),
				Named.of("cluster", () -> cluster.get().nodes()));
	}

	@BeforeEach
	void leaveOnlyKeysOfSomebodyElse() {
		this.servers.forEach((server) -> server.command("FLUSHALL"));
		for (String key : List.of("foreign", "chat:session:1", "chatter::key", "{a}one")) {
			server(key).command("SET", key, "of somebody else");
		}
	}

	@AfterEach
	void stop() {
		this.context.close();
	}

	@Test
	void writeAndReadEveryKindOfKeyWithThePrefix() {
		this.template.opsForValue().set("{a}value", "1");
		this.template.opsForHash().put("{a}hash", "field", "1");
		this.template.opsForSet().add("{a}set", "1");
		this.template.opsForZSet().add("{a}sorted", "1", 1);
		this.template.opsForStream().add("{a}stream", Map.of("field", "1"));
		this.template.boundListOps("{a}list").rightPush("1");
		assertThat(added()).containsExactlyInAnyOrder("chat::{a}value", "chat::{a}hash", "chat::{a}set",
				"chat::{a}sorted", "chat::{a}stream", "chat::{a}list");
		assertThat(this.template.opsForHash().entries("{a}hash")).containsEntry("field", "1");
		assertThat(this.template.opsForValue().get("{a}one")).isNull();
	}

	@Test
	void serializeObjectsAsKeys() {
		RedisTemplate<Object, Object> objects = objects();
		objects.opsForValue().set(17L, "value");
		assertThat(objects.opsForValue().get(17L)).isEqualTo("value");
		assertThat(added()).singleElement().asString().startsWith("chat::");
		assertThat(all(objects.scan(ScanOptions.NONE))).containsExactly(17L);
		ReactiveRedisTemplate<Object, Object> reactiveObjects = reactiveObjects();
		assertThat(reactiveObjects.opsForValue().get(17L).block(LIMIT)).isEqualTo("value");
		assertThat(reactiveObjects.scan(ScanOptions.NONE).collectList().block(LIMIT)).containsExactly(17L);
	}

	@Test
	void findOnlyTheirOwnKeys() {
		write("{a}one", "{a}two", "other", "chat::odd");
		String[] everything = { "{a}one", "{a}two", "other", "chat::odd" };
		assertThat(all(this.template.scan(ScanOptions.NONE))).containsExactlyInAnyOrder(everything);
		assertThat(scan(ScanOptions.scanOptions().match("*"))).containsExactlyInAnyOrder(everything);
		assertThat(scan(ScanOptions.scanOptions().count(1))).containsExactlyInAnyOrder(everything);
		assertThat(scan(ScanOptions.scanOptions().match("{a}*"))).containsExactlyInAnyOrder("{a}one", "{a}two");
		assertThat(scan(ScanOptions.scanOptions().match("oth?r".getBytes(StandardCharsets.UTF_8))))
			.containsExactly("other");
		assertThat(this.template.keys("*")).containsExactlyInAnyOrder(everything);
		assertThat(this.template.keys("{a}t*")).containsExactly("{a}two");
	}

	@Test
	void findOnlyTheirOwnKeysReactively() {
		write("{a}one", "{a}two", "other");
		assertThat(this.reactive.scan().collectList().block(LIMIT)).containsExactlyInAnyOrder("{a}one", "{a}two",
				"other");
		assertThat(this.reactive.scan(ScanOptions.scanOptions().match("{a}*").build()).collectList().block(LIMIT))
			.containsExactlyInAnyOrder("{a}one", "{a}two");
		assertThat(this.reactive.keys("*").collectList().block(LIMIT)).containsExactlyInAnyOrder("{a}one", "{a}two",
				"other");
		assertThat(this.reactive.executeInSession((session) -> session.scan()).collectList().block(LIMIT))
			.containsExactlyInAnyOrder("{a}one", "{a}two", "other");
	}

	@Test
	void findKeysOfOneType() {
		write("{a}one");
		this.template.opsForList().rightPush("{a}list", "1");
		assertThat(scan(ScanOptions.scanOptions().type(DataType.LIST))).containsExactly("{a}list");
	}

	@Test
	void pickNoKeyByChance() {
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(this.template::randomKey)
			.withMessageContaining("\"chat::\"")
			.withMessageContaining("Use scan");
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> this.reactive.randomKey().block(LIMIT));
	}

	@Test
	void nameEveryKeyOfOneCommandWithThePrefix() {
		write("{a}one", "{a}two");
		this.template.rename("{a}two", "{a}three");
		assertThat(this.template.opsForValue().multiGet(List.of("{a}one", "{a}three"))).containsExactly("value",
				"value");
		this.template.opsForSet().add("{a}left", "1", "2");
		this.template.opsForSet().add("{a}right", "2", "3");
		this.template.opsForSet().intersectAndStore("{a}left", "{a}right", "{a}both");
		assertThat(this.template.opsForSet().members("{a}both")).containsExactly("2");
		this.template.copy("{a}one", "{a}copy", false);
		assertThat(this.template.delete(List.of("{a}left", "{a}right", "{a}one"))).isEqualTo(3);
		assertThat(added()).containsExactlyInAnyOrder("chat::{a}three", "chat::{a}both", "chat::{a}copy");
	}

	@Test
	void popFromTheirOwnLists() {
		this.template.opsForList().rightPush("{a}list", "1");
		this.reactive.opsForList().rightPush("{a}list", "2").block(LIMIT);
		assertThat(this.template.opsForList().leftPop("{a}list", LIMIT)).isEqualTo("1");
		assertThat(this.reactive.opsForList().leftPop("{a}list", LIMIT).block(LIMIT)).isEqualTo("2");
		assertThat(added()).isEmpty();
	}

	@Test
	@SuppressWarnings("unchecked") // one stream makes an array of one
	void readTheirOwnStreams() {
		this.template.opsForStream().add("{a}stream", Map.of("field", "1"));
		assertThat(this.template.opsForStream().read(StreamOffset.fromStart("{a}stream"))).singleElement()
			.extracting(MapRecord::getStream)
			.isEqualTo("{a}stream");
	}

	@Test
	void giveScriptsTheirOwnKeys() {
		write("{a}one");
		RedisScript<String> script = RedisScript.of("return redis.call('get', KEYS[1]) .. KEYS[1] .. ARGV[1]",
				String.class);
		assertThat(this.template.execute(script, List.of("{a}one"), "!")).isEqualTo("valuechat::{a}one!");
		assertThat(this.reactive.execute(script, List.of("{a}one"), List.of("!")).blockFirst(LIMIT))
			.isEqualTo("valuechat::{a}one!");
	}

	@Test
	void sortIntoTheirOwnKeys() {
		this.template.opsForList().rightPushAll("{a}list", "2", "1");
		assertThat(this.template.sort(SortQueryBuilder.sort("{a}list").build(), "{a}sorted")).isEqualTo(2);
		assertThat(added()).containsExactlyInAnyOrder("chat::{a}list", "chat::{a}sorted");
	}

	@Test
	void publishWhatListenersHearUnderTheFullName() throws InterruptedException {
		BlockingQueue<String> heard = new LinkedBlockingQueue<>();
		RedisMessageListenerContainer container = new RedisMessageListenerContainer();
		container.setConnectionFactory(this.context.getBean(RedisConnectionFactory.class));
		container.afterPropertiesSet();
		container.start();
		container.addMessageListener(
				(message, pattern) -> heard
					.add(message + "@" + new String(message.getChannel(), StandardCharsets.UTF_8)),
				ChannelTopic.of(this.context.getBean(KeyPrefix.class).key("news")));
		this.template.convertAndSend("news", "first");
		this.reactive.convertAndSend("news", "second").block(LIMIT);
		assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("first@chat::news");
		assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("second@chat::news");
		container.stop();
	}

	@Test
	void listenToWhatTheyPublish() {
		List<String> heard = new ArrayList<>();
		Disposable listening = Flux
			.merge(this.reactive.listenToChannelLater("news").blockOptional(LIMIT).orElseThrow().map(Object::toString),
					this.reactive.listenToPatternLater("new*").blockOptional(LIMIT).orElseThrow().map(Object::toString))
			.subscribe((message) -> {
				synchronized (heard) {
					heard.add(message);
				}
			});
		this.template.convertAndSend("news", "first");
		await().atMost(LIMIT).untilAsserted(() -> {
			synchronized (heard) {
				assertThat(heard).containsExactlyInAnyOrder("ChannelMessage {channel=news, message=first}",
						"PatternMessage{channel=news, pattern=new*, message=first}");
			}
		});
		listening.dispose();
	}

	@SuppressWarnings("unchecked")
	private RedisTemplate<Object, Object> objects() {
		return (RedisTemplate<Object, Object>) this.context.getBean("redisTemplate");
	}

	@SuppressWarnings("unchecked")
	private ReactiveRedisTemplate<Object, Object> reactiveObjects() {
		return (ReactiveRedisTemplate<Object, Object>) this.context.getBean("reactiveRedisTemplate");
	}

	private void write(String... keys) {
		Stream.of(keys).forEach((key) -> this.template.opsForValue().set(key, "value"));
	}

	private List<String> scan(ScanOptions.ScanOptionsBuilder options) {
		return all(this.template.scan(options.build()));
	}

	private static <K> List<K> all(Cursor<K> cursor) {
		try (cursor) {
			return cursor.stream().toList();
		}
	}

	private RedisServer server(String key) {
		return (this.servers.size() > 1) ? cluster.get().masterOf(key) : redis.get();
	}

	/**
	 * Returns what the servers hold beside the keys of somebody else.
	 */
	private Set<String> added() {
		return this.servers.stream()
			.flatMap((server) -> server.command("KEYS", "*").lines())
			.filter((key) -> !key.isEmpty())
			.filter((key) -> !Set.of("foreign", "chat:session:1", "chatter::key", "{a}one").contains(key))
			.collect(Collectors.toSet());
	}

}
