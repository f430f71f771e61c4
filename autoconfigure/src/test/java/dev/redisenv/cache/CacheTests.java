package dev.redisenv.cache;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import dev.redisenv.SafeMode;
import dev.redisenv.TestApplication;
import dev.redisenv.status.FeatureStatus;
import dev.redisenv.test.RedisServer;
import io.micrometer.core.instrument.MeterRegistry;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.cache.autoconfigure.RedisCacheManagerBuilderCustomizer;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.caffeine.CaffeineCache;
import org.springframework.cache.caffeine.CaffeineCacheManager;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.cache.RedisCacheConfiguration;
import org.springframework.data.redis.cache.RedisCacheManager;
import org.springframework.data.redis.serializer.RedisSerializationContext.SerializationPair;
import org.springframework.data.redis.serializer.RedisSerializer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Caches in a whole application on a real server.
 */
@ExtendWith(OutputCaptureExtension.class)
class CacheTests {

	private static final Text TEA = new Text("tea", 5);

	private final RedisServer server = RedisServer.start();

	private final TestApplication application = TestApplication.with("REDIS_URI", this.server.uri())
		.and("REDIS_KEY_PREFIX", "chat")
		.configuration(Caching.class);

	@AfterEach
	void close() {
		this.server.close();
	}

	@Test
	void keepsValuesAsJsonUnderThePrefix() {
		try (ConfigurableApplicationContext context = this.application.start()) {
			cache(context, "articles").put("1", TEA);
			assertThat(this.server.command("KEYS", "*")).isEqualTo("chat::articles::1");
			assertThat(this.server.command("GET", "chat::articles::1"))
				.isEqualTo("{\"@class\":\"dev.redisenv.cache.CacheTests$Text\",\"text\":\"tea\",\"number\":5}");
			assertThat(cache(context, "articles").get("1", Text.class)).isEqualTo(TEA);
		}
	}

	@Test
	void keepsForcedNamespacesInMemory() {
		try (ConfigurableApplicationContext context = this.application
			.and("FORCED_IN_MEMORY_CACHE_NAMESPACES", "prices, undeclared")
			.arguments("--spring.cache.cache-names=articles,prices,undeclared")
			.start()) {
			for (String name : List.of("prices", "undeclared")) {
				assertThat(cache(context, name)).isInstanceOf(CaffeineCache.class);
				cache(context, name).put("1", TEA);
				assertThat(cache(context, name).get("1", Text.class)).isEqualTo(TEA);
				cache(context, name).clear();
				assertThat(cache(context, name).get("1")).isNull();
			}
			assertThat(this.server.command("DBSIZE")).isEqualTo("0");
			assertThat(this.server.command("INFO", "commandstats")).doesNotContain("cmdstat_set:", "cmdstat_get:");
			assertThat(context.getBean(CacheManager.class)).isInstanceOf(RedisCacheManager.class)
				.extracting(CacheManager::getCacheNames, InstanceOfAssertFactories.collection(String.class))
				.containsExactlyInAnyOrder("articles", "prices", "undeclared");
			assertThat(context.getBeansOfType(CacheManager.class)).hasSize(1);
		}
	}

	@Test
	void boundsCachesInMemory() {
		try (ConfigurableApplicationContext context = this.application.and("FORCED_IN_MEMORY_CACHE_NAMESPACES", "a,b")
			.arguments("--redis-env.caches.b.size=5", "--redis-env.caches.b.ttl=50ms")
			.start()) {
			assertThat(caffeine(context, "a").policy().eviction().orElseThrow().getMaximum()).isEqualTo(10_000);
			assertThat(caffeine(context, "b").policy().eviction().orElseThrow().getMaximum()).isEqualTo(5);
			assertThat(caffeine(context, "b").stats().loadCount()).isZero();
			cache(context, "b").put("1", TEA);
			await().untilAsserted(() -> assertThat(cache(context, "b").get("1")).isNull());
		}
	}

	@Test
	void keepsEverythingInBoundedMemoryWhereRedisIsOff() {
		try (ConfigurableApplicationContext context = TestApplication.with("USE_REDIS", "false")
			.configuration(Caching.class)
			.arguments("--redis-env.caches.b.size=5")
			.start()) {
			assertThat(context.getBean(CacheManager.class)).isInstanceOf(CaffeineCacheManager.class);
			assertThat(caffeine(context, "a").policy().eviction().orElseThrow().getMaximum()).isEqualTo(10_000);
			assertThat(caffeine(context, "b").policy().eviction().orElseThrow().getMaximum()).isEqualTo(5);
			assertThat(caffeine(context, "a").policy().isRecordingStats()).isTrue();
		}
	}

	@Test
	void keepsEverythingInMemoryWhereTheApplicationAsksForRedisThatIsOff(CapturedOutput output) {
		try (ConfigurableApplicationContext context = TestApplication.with("USE_REDIS", "false")
			.configuration(Caching.class)
			.arguments("--spring.cache.type=redis")
			.start()) {
			assertThat(context.getBean(CacheManager.class)).isInstanceOf(CaffeineCacheManager.class);
			assertThat(output).contains("spring.cache.type=redis is not used: Redis is off");
		}
	}

	@Test
	void takesSpringBootsSpecificationForMemory() {
		try (ConfigurableApplicationContext context = this.application.and("FORCED_IN_MEMORY_CACHE_NAMESPACES", "a")
			.arguments("--spring.cache.caffeine.spec=maximumSize=7")
			.start()) {
			assertThat(caffeine(context, "a").policy().eviction().orElseThrow().getMaximum()).isEqualTo(7);
			assertThat(caffeine(context, "a").policy().isRecordingStats()).isTrue();
		}
	}

	@Test
	void countsAnUnreadableValueAsAMiss(CapturedOutput output) {
		try (ConfigurableApplicationContext context = this.application.start()) {
			for (String value : List.of("{\"@class\":\"dev.redisenv.Gone\",\"pass\":\"s3cr3t\"}", "s3cr3t",
					"{\"a\":")) {
				this.server.command("SET", "chat::articles::1", value);
				assertThat(cache(context, "articles").get("1")).isNull();
				assertThat(this.server.command("GET", "chat::articles::1")).isEqualTo(value);
			}
			assertThat(cache(context, "articles").get("1", () -> TEA)).isEqualTo(TEA);
			assertThat(cache(context, "articles").get("1", Text.class)).isEqualTo(TEA);
			assertThat(counted(context, "redis.env.cache.unreadable", "cache", "articles")).isGreaterThanOrEqualTo(4);
			assertThat(output).contains("Cache articles holds a value that cannot be read").doesNotContain("s3cr3t");
		}
	}

	@Test
	void letsEachCacheHaveItsSettings() {
		try (ConfigurableApplicationContext context = this.application
			.arguments("--redis-env.caches.short.ttl=10s", "--redis-env.caches.java.serializer=jdk",
					"--redis-env.caches.typed.type=" + Text.class.getName(), "--spring.cache.redis.time-to-live=1h")
			.start()) {
			for (String name : List.of("short", "java", "typed", "other")) {
				cache(context, name).put("1", TEA);
				assertThat(cache(context, name).get("1", Text.class)).isEqualTo(TEA);
			}
			assertThat(ttl("chat::short::1")).isBetween(9_000L, 10_000L);
			assertThat(ttl("chat::other::1")).isBetween(3_590_000L, 3_600_000L);
			assertThat(this.server.command("GET", "chat::typed::1")).isEqualTo("{\"text\":\"tea\",\"number\":5}");
			assertThat(this.server.command("GET", "chat::java::1")).contains("CacheTests$Text").doesNotContain("{\"");
		}
	}

	@Test
	void leavesSpringBootsPropertiesTheirMeaning() {
		try (ConfigurableApplicationContext context = this.application
			.arguments("--spring.cache.redis.key-prefix=v2:", "--spring.cache.redis.cache-null-values=false",
					"--spring.cache.cache-names=declared")
			.start()) {
			cache(context, "declared").put("1", TEA);
			assertThat(this.server.command("KEYS", "*")).isEqualTo("chat::v2:declared::1");
			assertThatExceptionOfType(IllegalArgumentException.class)
				.isThrownBy(() -> cache(context, "declared").put("2", null));
			assertThat(context.getBean(CacheManager.class).getCache("other")).isNotNull();
		}
	}

	@Test
	void leavesTheApplicationsConfigurationItsValuesAndPrefixesItsKeys() {
		RedisCacheConfiguration own = RedisCacheConfiguration.defaultCacheConfig()
			.entryTtl(Duration.ofMinutes(1))
			.serializeValuesWith(SerializationPair.fromSerializer(RedisSerializer.string()));
		try (ConfigurableApplicationContext context = this.application.bean(RedisCacheConfiguration.class, () -> own)
			.start()) {
			cache(context, "articles").put("1", "plain");
			assertThat(this.server.command("GET", "chat::articles::1")).isEqualTo("plain");
			assertThat(ttl("chat::articles::1")).isBetween(50_000L, 60_000L);
		}
	}

	@Test
	void leavesTheApplicationsCustomizerTheLastWord() {
		RedisCacheManagerBuilderCustomizer customizer = (builder) -> builder
			.withCacheConfiguration("own",
					builder.cacheDefaults()
						.disableCachingNullValues()
						.serializeValuesWith(SerializationPair.fromSerializer(RedisSerializer.string())))
			.transactionAware();
		try (ConfigurableApplicationContext context = this.application
			.bean(RedisCacheManagerBuilderCustomizer.class, () -> customizer)
			.start()) {
			cache(context, "own").put("1", "plain");
			assertThat(this.server.command("GET", "chat::own::1")).isEqualTo("plain");
		}
	}

	@Test
	void clearsOnlyItsOwnKeysAndNeverWithKeys() {
		try (ConfigurableApplicationContext context = this.application.and("REDIS_SCAN_COUNT", 10)
			.and("REDIS_DELETE_CHUNK_SIZE", 7)
			.start()) {
			for (int i = 0; i < 100; i++) {
				cache(context, "articles").put(i, TEA);
				this.server.command("SET", "foreign-" + i, "x");
			}
			cache(context, "articles-2").put("1", TEA);
			this.server.command("CONFIG", "RESETSTAT");
			cache(context, "articles").clear();
			assertThat(this.server.command("DBSIZE")).isEqualTo("101");
			assertThat(cache(context, "articles-2").get("1")).isNotNull();
			assertThat(this.server.command("INFO", "commandstats"))
				.contains("cmdstat_unlink:calls=" + (SafeMode.isOn() ? 100 : 15))
				.contains("cmdstat_scan:")
				.doesNotContain("cmdstat_keys", "cmdstat_del:");
		}
	}

	@Test
	void clearsKeyByKeyWhereAServerTakesNoKeysOfSeveralSlots() {
		try (ConfigurableApplicationContext context = this.application.and("REDIS_CLUSTER_SAFE_DELETE", true).start()) {
			for (int i = 0; i < 100; i++) {
				cache(context, "articles").put(i, TEA);
			}
			this.server.command("CONFIG", "RESETSTAT");
			cache(context, "articles").clear();
			assertThat(this.server.command("DBSIZE")).isEqualTo("0");
			assertThat(this.server.command("INFO", "commandstats")).contains("cmdstat_unlink:calls=100");
		}
	}

	@Test
	void writesAtOnceAndReadsItsOwnWrites() {
		try (ConfigurableApplicationContext context = this.application.start()) {
			for (int i = 0; i < 200; i++) {
				cache(context, "articles").put("1", i);
				assertThat(cache(context, "articles").get("1", Integer.class)).isEqualTo(i);
				cache(context, "articles").evict("1");
				assertThat(cache(context, "articles").get("1")).isNull();
			}
		}
	}

	@Test
	void reportsWhatFailsWhereThePolicyIsToFail() {
		try (ConfigurableApplicationContext context = this.application.and("REDIS_SOCKET_TIMEOUT", "300ms")
			.arguments("--redis-env.caches.strict.on-error=fail")
			.start()) {
			Cache strict = cache(context, "strict");
			strict.put("1", TEA);
			this.server.kill();
			assertThatExceptionOfType(DataAccessException.class).isThrownBy(() -> strict.get("1"));
			assertThatExceptionOfType(DataAccessException.class).isThrownBy(() -> strict.put("1", TEA));
			assertThatExceptionOfType(DataAccessException.class).isThrownBy(() -> strict.evict("1"));
			assertThatExceptionOfType(DataAccessException.class).isThrownBy(strict::clear);
			assertThatExceptionOfType(DataAccessException.class).isThrownBy(() -> strict.get("1", () -> TEA));
			assertThat(strict.retrieve("1")).failsWithin(Duration.ofSeconds(5));
			assertThat(counted(context, "redis.env.cache.errors", "operation", "evict")).isEqualTo(1);
		}
	}

	@Test
	void goesOnWithoutRedisAndComesBack() throws Exception {
		try (ConfigurableApplicationContext context = this.application.start()) {
			Cache articles = cache(context, "articles");
			articles.put("1", TEA);
			FeatureStatus status = context.getBean(CacheStatus.class);
			assertThat(status.report().well()).isTrue();
			this.server.kill();
			await().untilAsserted(() -> assertThat(status.report().trouble()).contains("Caches are bypassed"));
			long start = System.nanoTime();
			assertThat(articles.get("1")).isNull();
			articles.put("2", TEA);
			articles.evict("1");
			articles.clear();
			assertThat(articles.evictIfPresent("1")).isFalse();
			assertThat(articles.putIfAbsent("1", TEA)).isNull();
			assertThat(articles.get("3", () -> TEA)).isEqualTo(TEA);
			assertThat(articles.retrieve("1")).succeedsWithin(Duration.ofSeconds(1)).isNull();
			assertThat(articles.retrieve("3", () -> CompletableFuture.completedFuture(TEA)))
				.succeedsWithin(Duration.ofSeconds(1))
				.isEqualTo(TEA);
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
			assertThat(counted(context, "redis.env.cache.errors", "operation", "get")).isPositive();
			this.server.restart();
			await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(status.report().well()).isTrue());
			articles.put("1", TEA);
			assertThat(articles.get("1", Text.class)).isEqualTo(TEA);
		}
	}

	@Test
	void removesAfterAnOutageWhatWasEvictedInIt() throws Exception {
		try (ConfigurableApplicationContext context = this.application.start()) {
			FeatureStatus status = context.getBean(CacheStatus.class);
			for (String name : List.of("evicted", "cleared", "kept")) {
				cache(context, name).put("1", TEA);
				cache(context, name).put("2", TEA);
			}
			this.server.freeze();
			CompletableFuture<Void> stuck = CompletableFuture.runAsync(() -> cache(context, "evicted").get("3"));
			await().atMost(Duration.ofSeconds(10)).until(() -> !status.report().well());
			cache(context, "evicted").evict("1");
			cache(context, "cleared").clear();
			this.server.thaw();
			await().atMost(Duration.ofSeconds(10)).until(() -> status.report().well());
			assertThat(stuck).succeedsWithin(Duration.ofSeconds(5));
			assertThat(cache(context, "evicted").get("1")).isNull();
			assertThat(this.server.command("KEYS", "*").lines()).containsExactlyInAnyOrder("chat::evicted::2",
					"chat::kept::1", "chat::kept::2");
		}
	}

	@Test
	void goesOnAfterAFailureThatIsNoOutage(CapturedOutput output) {
		try (ConfigurableApplicationContext context = this.application.start()) {
			this.server.command("LPUSH", "chat::articles::1", "x");
			assertThat(cache(context, "articles").get("1")).isNull();
			assertThat(context.getBean(CacheStatus.class).report().well()).isTrue();
			assertThat(output).contains("Cache articles goes on without Redis after a failed GET")
				.contains("WRONGTYPE");
			cache(context, "articles").put("2", new Object());
			assertThat(output).contains("redis-env.cache-trusted-packages=java.lang");
		}
	}

	@Test
	void countsHitsOfBothKindsAlsoOfUndeclaredCaches() {
		try (ConfigurableApplicationContext context = this.application
			.and("FORCED_IN_MEMORY_CACHE_NAMESPACES", "memory")
			.start()) {
			for (String name : List.of("shared", "memory")) {
				cache(context, name).put("1", TEA);
				cache(context, name).get("1");
				cache(context, name).get("2");
				assertThat(context.getBean(MeterRegistry.class)
					.get("cache.gets")
					.tags("name", name, "cache.manager", "cacheManager", "result", "hit")
					.functionCounter()
					.count()).isEqualTo(1);
			}
		}
	}

	@Test
	void servesAnnotatedMethods() {
		try (ConfigurableApplicationContext context = this.application.start()) {
			Library library = context.getBean(Library.class);
			assertThat(library.find("a")).isEqualTo(library.find("a")).isEqualTo(new Text("a", 1));
			assertThat(library.later("b").join()).isEqualTo(library.later("b").join()).isEqualTo(new Text("b", 2));
			assertThat(library.count("c")).isEqualTo(library.count("c")).isEqualTo(3L);
			assertThat(library.nothing("d")).isNull();
			assertThat(library.nothing("d")).isNull();
			assertThat(library.calls()).isEqualTo(4);
			assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> library.fail("e"))
				.withMessage("no such thing");
		}
	}

	private static Cache cache(ConfigurableApplicationContext context, String name) {
		return Objects.requireNonNull(context.getBean(CacheManager.class).getCache(name));
	}

	private static com.github.benmanes.caffeine.cache.Cache<Object, Object> caffeine(
			ConfigurableApplicationContext context, String name) {
		return ((CaffeineCache) cache(context, name)).getNativeCache();
	}

	private static double counted(ConfigurableApplicationContext context, String name, String... tags) {
		return context.getBean(MeterRegistry.class).get(name).tags(tags).counter().count();
	}

	private long ttl(String key) {
		return Long.parseLong(this.server.command("PTTL", key));
	}

	record Text(String text, int number) implements Serializable {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching
	@Import(Library.class)
	static class Caching {

	}

	static class Library {

		private final AtomicInteger calls = new AtomicInteger();

		public int calls() {
			return this.calls.get();
		}

		@Cacheable("library")
		public Text find(String key) {
			return new Text(key, this.calls.incrementAndGet());
		}

		@Cacheable(cacheNames = "library", sync = true)
		public CompletableFuture<Text> later(String key) {
			return CompletableFuture.completedFuture(new Text(key, this.calls.incrementAndGet()));
		}

		@Cacheable(cacheNames = "library", sync = true)
		public long count(String key) {
			return this.calls.incrementAndGet();
		}

		@Cacheable(cacheNames = "library", sync = true)
		public @Nullable Text nothing(String key) {
			this.calls.incrementAndGet();
			return null;
		}

		@Cacheable(cacheNames = "library", sync = true)
		public Text fail(String key) {
			throw new IllegalStateException("no such thing");
		}

	}

}
