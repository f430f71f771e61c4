package dev.redisenv.cache;

import java.time.Duration;

import dev.redisenv.TestApplication;
import dev.redisenv.near.NearCache;
import dev.redisenv.near.NearCaches.Keeper;
import dev.redisenv.test.RedisServer;
import io.lettuce.core.protocol.ProtocolVersion;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.cache.Cache;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.cache.CacheStatistics;
import org.springframework.data.redis.cache.RedisCache;
import org.springframework.data.redis.connection.RedisStaticMasterReplicaConfiguration;

import static dev.redisenv.cache.NearContexts.awaitCopy;
import static dev.redisenv.cache.NearContexts.cache;
import static dev.redisenv.cache.NearContexts.keeping;
import static dev.redisenv.cache.NearContexts.near;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for copies in memory of what is in Redis.
 */
class NearCacheTests {

	private final RedisServer server = RedisServer.start();

	private ConfigurableApplicationContext context;

	private Cache articles;

	private NearCache near;

	@BeforeEach
	void start() {
		this.context = application("400ms").start();
		this.articles = cache(this.context);
		this.near = near(this.context);
	}

	private TestApplication application(String staleness) {
		return TestApplication.with("REDIS_URI", this.server.uri())
			.and("REDIS_KEY_PREFIX", "chat")
			// Where servers shard behind one endpoint, one link does not tell everything.
			.and("REDIS_CLUSTER_SAFE_MODE", false)
			.configuration(NearContexts.Caching.class)
			.arguments("--redis-env.caches.articles.near=true", "--redis-env.caches.articles.staleness=" + staleness);
	}

	@AfterEach
	void stop() {
		this.context.close();
		this.server.close();
	}

	@Test
	void asksRedisOnce() {
		put("1", "tea");
		awaitCopy(this.context, "1");
		this.server.command("CONFIG", "RESETSTAT");
		for (int i = 0; i < 100; i++) {
			assertThat(get("1")).isEqualTo("tea");
		}
		assertThat(this.server.command("INFO", "commandstats")).doesNotContain("cmdstat_get:");
	}

	@Test
	void hearsOfChangesByOthers() {
		put("1", "tea");
		awaitCopy(this.context, "1");
		this.server.command("SET", "chat::articles::1", "\"milk\"");
		await().until(() -> "milk".equals(get("1")));
		awaitCopy(this.context, "1");
		this.server.command("DEL", "chat::articles::1");
		await().until(() -> get("1") == null);
	}

	@Test
	void readsItsOwnWritesAtOnce() {
		for (int i = 0; i < 1000; i++) {
			put("1", "tea " + i);
			assertThat(get("1")).isEqualTo("tea " + i);
			if (i % 3 == 0) {
				this.articles.evict("1");
				assertThat(get("1")).isNull();
			}
		}
	}

	/**
	 * A server that is paused neither removes keys whose time is over nor tells of that.
	 */
	@Test
	void keepsToTheEntrysTime() {
		try (ConfigurableApplicationContext patient = application("20s").start()) {
			cache(patient);
			NearCache near = near(patient);
			await().until(() -> near.staleness() != null);
			this.server.command("SET", "chat::articles::1", "\"tea\"", "PX", "2000");
			awaitCopy(patient, "1");
			this.server.command("CLIENT", "PAUSE", "60000", "WRITE");
			await().until(() -> cache(patient).get("1") == null);
			assertThat(near.staleness()).as("copies are used").isNotNull();
			this.server.command("CLIENT", "UNPAUSE");
		}
	}

	@Test
	void forgetsEverythingWithTheServer() {
		put("1", "tea");
		awaitCopy(this.context, "1");
		this.server.command("FLUSHDB");
		await().until(() -> get("1") == null);
	}

	@Test
	void tracksAgainOnANewLink() {
		put("1", "tea");
		awaitCopy(this.context, "1");
		long clears = this.near.clears();
		this.server.command("CLIENT", "KILL", "TYPE", "normal");
		await().until(() -> this.near.clears() > clears);
		awaitCopy(this.context, "1");
		this.server.command("SET", "chat::articles::1", "\"milk\"");
		await().until(() -> "milk".equals(get("1")));
	}

	@Test
	void forgetsWhatItEvictsWhileTheServerDoesNotAnswer() throws Exception {
		try (ConfigurableApplicationContext patient = application("20s").and("REDIS_SOCKET_TIMEOUT", "300ms").start()) {
			cache(patient).put("1", "tea");
			awaitCopy(patient, "1");
			this.server.freeze();
			assertThat(cache(patient).get("1")).as("a copy").isNotNull();
			cache(patient).evict("1");
			assertThat(cache(patient).get("1")).isNull();
			this.server.thaw();
		}
	}

	@Test
	void countsReadsOfCopiesAsHits() {
		put("1", "tea");
		awaitCopy(this.context, "1");
		CacheStatistics statistics = ((RedisCache) this.articles).getStatistics();
		assertThat(statistics.getHits()).isGreaterThanOrEqualTo(this.near.hits());
		assertThat(statistics.getGets()).isEqualTo(statistics.getHits() + statistics.getMisses());
		((RedisCache) this.articles).clearStatistics();
		assertThat(((RedisCache) this.articles).getStatistics().getGets()).isZero();
	}

	@Test
	void hearsFromOtherInstancesWhereTheServerTellsNothing() {
		this.server.command("ACL", "SETUSER", "old", "on", ">secret", "allkeys", "allchannels", "+@all", "-client",
				"+client|setname", "+client|id");
		try (ConfigurableApplicationContext one = application("20s").and("REDIS_USERNAME", "old")
			.and("REDIS_PASSWORD", "secret")
			.start();
				ConfigurableApplicationContext two = application("20s").and("REDIS_USERNAME", "old")
					.and("REDIS_PASSWORD", "secret")
					.start()) {
			cache(one).put("1", "tea");
			awaitCopy(one, "1");
			cache(two);
			await().untilAsserted(() -> assertThat(this.server.command("PUBSUB", "NUMSUB", "chat:near")).contains("2"));
			cache(two).put("1", "milk");
			await().atMost(Duration.ofSeconds(3))
				.untilAsserted(() -> assertThat(cache(one).get("1", String.class)).isEqualTo("milk"));
			assertThat(one.getBean(CacheStatus.class).report().details()).extractingByKey("near")
				.asString()
				.contains("keptRightBy=instances");
		}
	}

	@Test
	void endsCopiesWithTheBoundWhereTheServerTellsNothing() {
		try (ConfigurableApplicationContext old = application("400ms")
			.bean(LettuceClientOptionsBuilderCustomizer.class,
					() -> (options) -> options.protocolVersion(ProtocolVersion.RESP2))
			.start()) {
			cache(old).put("1", "tea");
			awaitCopy(old, "1");
			this.server.command("SET", "chat::articles::1", "\"milk\"");
			awaitWithinTheBound(old, "milk");
			assertThat(keeping(old).by()).isEqualTo(Keeper.INSTANCES);
		}
	}

	@Test
	void endsCopiesWithTheBoundWhereServersAreListed() {
		try (ConfigurableApplicationContext listed = application("400ms").and("REDIS_CLUSTER_SAFE_MODE", "false")
			.bean(RedisStaticMasterReplicaConfiguration.class,
					() -> new RedisStaticMasterReplicaConfiguration("127.0.0.1", this.server.port()))
			.start()) {
			cache(listed).put("1", "tea");
			awaitCopy(listed, "1");
			assertThat(keeping(listed).by()).isEqualTo(Keeper.INSTANCES);
			assertThat(keeping(listed).reason()).contains("listed");
		}
	}

	@Test
	void endsCopiesOnceTheServerTellsNothingAnyLonger() {
		this.server.command("ACL", "SETUSER", "changed", "on", ">secret", "allkeys", "allchannels", "+@all");
		try (ConfigurableApplicationContext changed = application("400ms").and("REDIS_CLUSTER_SAFE_MODE", "false")
			.and("REDIS_USERNAME", "changed")
			.and("REDIS_PASSWORD", "secret")
			.start()) {
			cache(changed).put("1", "tea");
			awaitCopy(changed, "1");
			assertThat(keeping(changed).by()).isEqualTo(Keeper.SERVERS);
			this.server.command("ACL", "SETUSER", "changed", "-client", "+client|setname", "+client|id");
			this.server.command("CLIENT", "KILL", "USER", "changed");
			await().until(() -> keeping(changed).by() == Keeper.INSTANCES);
			awaitCopy(changed, "1");
			this.server.command("SET", "chat::articles::1", "\"milk\"");
			awaitWithinTheBound(changed, "milk");
			assertThat(keeping(changed).reason()).contains("NOPERM");
		}
	}

	/**
	 * Until the server tells of its keys too.
	 */
	@Test
	void doesNotUseCopiesOfANewCacheAtOnce() {
		try (ConfigurableApplicationContext two = application("20s").and("REDIS_CLUSTER_SAFE_MODE", "false")
			.arguments("--redis-env.caches.books.near=true", "--redis-env.caches.books.staleness=20s")
			.start()) {
			cache(two).put("1", "tea");
			awaitCopy(two, "1");
			this.server.freeze();
			Cache books = cache(two, "books");
			assertThat(near(two, "books").staleness()).isNull();
			this.server.thaw();
			await().until(() -> near(two, "books").staleness() != null);
			this.server.command("SET", "chat::books::1", "\"tea\"");
			await().until(() -> books.get("1") != null && near(two, "books").hits() > 0);
			this.server.command("SET", "chat::books::1", "\"milk\"");
			await().untilAsserted(() -> assertThat(books.get("1", String.class)).isEqualTo("milk"));
			assertThat(near(two, "books").invalidations()).isPositive();
		}
	}

	@Test
	void beginsAnewAfterAStop() {
		put("1", "tea");
		awaitCopy(this.context, "1");
		this.context.stop();
		assertThat(this.near.staleness()).isNull();
		this.server.command("SET", "chat::articles::1", "\"milk\"");
		this.context.start();
		assertThat(get("1")).isEqualTo("milk");
		awaitCopy(this.context, "1");
		this.server.command("SET", "chat::articles::1", "\"water\"");
		await().until(() -> "water".equals(get("1")));
	}

	@Test
	void saysWhoKeepsCopiesRight() {
		put("1", "tea");
		awaitCopy(this.context, "1");
		assertThat(this.context.getBean(CacheStatus.class).report().details()).extractingByKey("near")
			.asString()
			.contains("keptRightBy=" + "servers", "articles={")
			.containsPattern("hits=[1-9]")
			.containsPattern("staleness=[0-9]+ ms");
	}

	@Test
	void saysWhenCopiesAreNotUsed() {
		put("1", "tea");
		awaitCopy(this.context, "1");
		this.server.freeze();
		await().until(() -> keeping(this.context).by() == Keeper.NOBODY);
		assertThat(keeping(this.context).reason()).isNotEmpty();
		this.server.thaw();
	}

	private void put(String key, String value) {
		this.articles.put(key, value);
	}

	private @Nullable Object get(String key) {
		return this.articles.get(key, Object.class);
	}

	/**
	 * Waits until a new value is read. What is old when the bound is over fails.
	 */
	private static void awaitWithinTheBound(ConfigurableApplicationContext context, String value) {
		Duration bound = Duration.ofMillis(400);
		long changed = System.nanoTime();
		await().pollInterval(Duration.ofMillis(10)).until(() -> {
			Duration since = Duration.ofNanos(System.nanoTime() - changed);
			boolean read = value.equals(cache(context).get("1", String.class));
			assertThat(read || since.compareTo(bound) <= 0).as("%s after the change", since).isTrue();
			return read;
		});
	}

}
