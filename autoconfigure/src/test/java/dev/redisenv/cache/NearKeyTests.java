package dev.redisenv.cache;

import dev.redisenv.TestApplication;
import dev.redisenv.near.NearCaches.Keeper;
import dev.redisenv.test.RedisCluster;
import dev.redisenv.test.RedisServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.cache.RedisCacheConfiguration;
import org.springframework.data.redis.serializer.JacksonJsonRedisSerializer;
import org.springframework.data.redis.serializer.RedisSerializationContext.SerializationPair;

import static dev.redisenv.cache.NearContexts.awaitCopy;
import static dev.redisenv.cache.NearContexts.cache;
import static dev.redisenv.cache.NearContexts.keeping;
import static dev.redisenv.cache.NearContexts.near;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for near caches with keys of every kind, and with users who may not do
 * everything.
 */
@ExtendWith(OutputCaptureExtension.class)
class NearKeyTests {

	@Test
	void aPrefixMayHaveLettersOfEveryLanguage() {
		try (RedisServer server = RedisServer.start();
				ConfigurableApplicationContext context = application(server).and("REDIS_KEY_PREFIX", "café").start()) {
			hearsOfChanges(context, server, "articles", "café::articles::1");
		}
	}

	@Test
	void aPrefixMayBeAHashTag() {
		String key = "{chat}::articles::1";
		try (RedisCluster cluster = RedisCluster.start();
				ConfigurableApplicationContext context = application(cluster.nodes().get(0))
					.and("USE_REDIS_CLUSTER", true)
					.and("REDIS_KEY_PREFIX", "{chat}")
					.start()) {
			hearsOfChanges(context, cluster.masterOf(key), "articles", key);
			assertThat(cluster.nodes().stream().mapToLong(NearKeyTests::links).sum()).isEqualTo(1);
		}
	}

	@Test
	void theNameOfACacheMayBeginThatOfAnother() {
		try (RedisServer server = RedisServer.start();
				ConfigurableApplicationContext context = application(server)
					.arguments("--redis-env.caches.[articles::old].near=true")
					.start()) {
			cache(context, "articles::old");
			hearsOfChanges(context, server, "articles", "articles::1");
			hearsOfChanges(context, server, "articles::old", "articles::old::1");
		}
	}

	@Test
	void noCopiesAreKeptWhereTheApplicationWritesKeysInItsOwnWay(CapturedOutput output) {
		RedisCacheConfiguration own = RedisCacheConfiguration.defaultCacheConfig()
			.serializeKeysWith(SerializationPair.fromSerializer(new JacksonJsonRedisSerializer<>(String.class)));
		try (RedisServer server = RedisServer.start();
				ConfigurableApplicationContext context = application(server)
					.bean(RedisCacheConfiguration.class, () -> own)
					.start()) {
			cache(context).put("1", "tea");
			assertThat(cache(context).get("1", String.class)).isEqualTo("tea");
			assertThat(context.getBean(CacheEngine.class).nearByName()).isEmpty();
			assertThat(output).contains("Cache articles keeps no copies in memory");
			server.command("DEL", "\"articles::1\"");
			assertThat(cache(context).get("1")).isNull();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "unlink", "pttl" })
	void theServersDoNotKeepCopiesForAUserWhoMayNot(String command) {
		try (RedisServer server = RedisServer.builder()
			.user("limited", "limited-password", "~*", "&*", "+@all", "-" + command)
			.start();
				ConfigurableApplicationContext context = application(server).and("REDIS_USERNAME", "limited")
					.and("REDIS_PASSWORD", "limited-password")
					.start()) {
			cache(context).put("1", "tea");
			awaitCopy(context, "1");
			assertThat(keeping(context).by()).isEqualTo(Keeper.INSTANCES);
			assertThat(keeping(context).reason()).contains("NOPERM", command);
		}
	}

	private static TestApplication application(RedisServer server) {
		return TestApplication.with("REDIS_URI", server.uri())
			// Where servers shard behind one endpoint, one link does not tell everything.
			.and("REDIS_CLUSTER_SAFE_MODE", false)
			.arguments("--redis-env.caches.articles.near=true")
			.configuration(NearContexts.Caching.class);
	}

	private static void hearsOfChanges(ConfigurableApplicationContext context, RedisServer server, String name,
			String key) {
		cache(context, name).put("1", "tea");
		awaitCopy(context, name, "1");
		assertThat(keeping(context).by()).isEqualTo(Keeper.SERVERS);
		server.command("SET", key, "\"milk\"");
		await().until(() -> "milk".equals(cache(context, name).get("1", String.class)));
		assertThat(near(context, name).invalidations()).isPositive();
	}

	private static long links(RedisServer server) {
		return server.command("CLIENT", "LIST").lines().filter((line) -> line.contains("name=redis-env-near ")).count();
	}

}
