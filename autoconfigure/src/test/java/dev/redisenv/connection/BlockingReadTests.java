package dev.redisenv.connection;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import dev.redisenv.TestApplication;
import dev.redisenv.test.RedisCluster;
import dev.redisenv.test.RedisExtension;
import dev.redisenv.test.RedisServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.connection.stream.MapRecord;
import org.springframework.data.redis.connection.stream.ReadOffset;
import org.springframework.data.redis.connection.stream.StreamOffset;
import org.springframework.data.redis.connection.stream.StreamReadOptions;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A read that blocks may wait for longer than {@code REDIS_SOCKET_TIMEOUT}.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("environments")
class BlockingReadTests {

	private static final Duration BLOCK = Duration.ofSeconds(1);

	/**
	 * Later than the socket timeout, earlier than the end of the read.
	 */
	private static final Duration WRITTEN = Duration.ofMillis(700);

	private static final Duration LIMIT = Duration.ofSeconds(3);

	@RegisterExtension
	static final RedisExtension<RedisServer> redis = RedisExtension.of(RedisServer::start);

	@RegisterExtension
	static final RedisExtension<RedisCluster> cluster = RedisExtension.of(RedisCluster::start);

	private final ConfigurableApplicationContext context;

	private final StringRedisTemplate template;

	BlockingReadTests(Supplier<Map<String, String>> environment) {
		this.context = TestApplication.with(environment.get()).and("REDIS_SOCKET_TIMEOUT", "300ms").start();
		this.template = this.context.getBean(StringRedisTemplate.class);
	}

	static List<Named<Supplier<Map<String, String>>>> environments() {
		return List.of(Named.of("standalone", () -> Map.of("REDIS_URI", redis.get().uri().toString())),
				Named.of("pool", () -> Map.of("REDIS_URI", redis.get().uri().toString(), "REDIS_MAX_CONNECTIONS", "2")),
				Named.of("cluster", () -> Map.of("REDIS_URI",
						cluster.get().uris().stream().map(Object::toString).collect(Collectors.joining(",")))));
	}

	@BeforeEach
	void deleteKeys() {
		this.template.delete("list");
		this.template.delete("stream");
	}

	@AfterEach
	void stop() {
		this.context.close();
	}

	@Test
	void popsWhatIsPushedAfterTheSocketTimeout() {
		later(() -> this.template.opsForList().rightPush("list", "value"));
		assertThat(this.template.opsForList().leftPop("list", BLOCK)).isEqualTo("value");
	}

	@Test
	void popsNothingAtTheEndOfItsOwnTime() {
		long start = System.nanoTime();
		assertThat(this.template.opsForList().leftPop("list", BLOCK)).isNull();
		assertThat(since(start)).isBetween(BLOCK, LIMIT);
	}

	@Test
	void popsWithoutAnEnd() {
		later(() -> this.template.opsForList().rightPush("list", "value"));
		assertThat(this.template.opsForList().leftPop("list", Duration.ZERO)).isEqualTo("value");
	}

	@Test
	void popsReactively() {
		later(() -> this.template.opsForList().rightPush("list", "value"));
		assertThat(this.context.getBean(ReactiveStringRedisTemplate.class)
			.opsForList()
			.leftPop("list", BLOCK)
			.block(LIMIT)).isEqualTo("value");
	}

	@Test
	void popsByACommandInWords() {
		long start = System.nanoTime();
		Object nothing = this.template.execute((RedisCallback<@Nullable Object>) (connection) -> connection
			.execute("BLPOP", bytes("list"), bytes("1")));
		assertThat(nothing).isNull();
		assertThat(since(start)).isBetween(BLOCK, LIMIT);
	}

	@Test
	void readsWhatIsAddedToAStreamAfterTheSocketTimeout() {
		later(() -> this.template.opsForStream().add("stream", Map.of("field", "value")));
		assertThat(readStream()).singleElement().extracting(MapRecord::getValue).isEqualTo(Map.of("field", "value"));
	}

	@Test
	void readsNothingFromAStreamAtTheEndOfItsOwnTime() {
		long start = System.nanoTime();
		assertThat(readStream()).isEmpty();
		assertThat(since(start)).isBetween(BLOCK, LIMIT);
	}

	@SuppressWarnings("unchecked") // one stream makes an array of one
	private List<MapRecord<String, Object, Object>> readStream() {
		return this.template.opsForStream()
			.read(StreamReadOptions.empty().block(BLOCK), StreamOffset.create("stream", ReadOffset.latest()));
	}

	private static void later(Runnable write) {
		CompletableFuture.delayedExecutor(WRITTEN.toMillis(), TimeUnit.MILLISECONDS).execute(write);
	}

	private static Duration since(long start) {
		return Duration.ofNanos(System.nanoTime() - start);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
