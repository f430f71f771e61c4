package dev.redisenv.cache;

import java.time.Duration;
import java.util.Objects;
import java.util.stream.IntStream;

import dev.redisenv.TestApplication;
import dev.redisenv.test.RedisCluster;
import dev.redisenv.test.RedisServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Caches on a cluster.
 */
class ClusterCacheTests {

	private static final int ENTRIES = 100;

	private final RedisCluster cluster = RedisCluster.start();

	@AfterEach
	void close() {
		this.cluster.close();
	}

	@Test
	void areClearedOnEveryMaster() {
		try (ConfigurableApplicationContext context = application()) {
			Cache articles = filled(context);
			this.cluster.nodes().get(1).command("SET", foreignKey(this.cluster.nodes().get(1)), "x");
			assertThat(this.cluster.nodes()).allSatisfy((node) -> assertThat(keys(node)).isPositive());
			articles.clear();
			assertThat(this.cluster.nodes().stream().mapToLong(ClusterCacheTests::keys).sum()).isEqualTo(1);
			assertThat(this.cluster.nodes())
				.allSatisfy((node) -> assertThat(node.command("INFO", "commandstats")).contains("cmdstat_unlink")
					.doesNotContain("cmdstat_keys"));
		}
	}

	@Test
	void loadColdKeysOnEveryMaster() {
		try (ConfigurableApplicationContext context = application()) {
			Cache articles = cache(context);
			for (int i = 0; i < ENTRIES; i++) {
				int value = i;
				assertThat(articles.get(i, () -> value)).isEqualTo(i);
			}
			assertThat(this.cluster.nodes().stream().mapToLong(ClusterCacheTests::keys).sum()).isEqualTo(ENTRIES);
		}
	}

	@Test
	void areBypassedForTheKeysOfALostMaster() {
		try (ConfigurableApplicationContext context = application()) {
			Cache articles = filled(context);
			RedisServer lost = this.cluster.masterOf("chat::articles::0");
			int elsewhere = IntStream.range(0, ENTRIES)
				.filter((i) -> this.cluster.masterOf("chat::articles::" + i) != lost)
				.findFirst()
				.orElseThrow();
			lost.kill();
			awaitTrouble(context, lost);
			assertThat(articles.get(elsewhere)).isNotNull();
			long start = System.nanoTime();
			assertThat(articles.get(0)).isNull();
			assertThat(articles.get(0, () -> "loaded")).isEqualTo("loaded");
			articles.evict(0);
			articles.clear();
			assertThat(articles.get(elsewhere)).as("cleared").isNull();
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
		}
	}

	@Test
	void areClearedWithoutANodeThatIsReplaced() {
		try (RedisCluster replicated = RedisCluster.builder().masters(3).replicasPerMaster(1).start();
				ConfigurableApplicationContext context = application(replicated)) {
			Cache articles = filled(context);
			RedisServer lost = replicated.masterOf("chat::articles::0");
			lost.kill();
			awaitTrouble(context, lost);
			articles.clear();
			await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertEmpty(replicated, lost));
			await().until(() -> {
				articles.put(0, "new");
				return articles.get(0) != null;
			});
			articles.clear();
			assertEmpty(replicated, lost);
		}
	}

	private static void assertEmpty(RedisCluster cluster, RedisServer without) {
		assertThat(cluster.nodes()).filteredOn((node) -> node != without)
			.allSatisfy((node) -> assertThat(keys(node)).isZero());
	}

	private static void awaitTrouble(ConfigurableApplicationContext context, RedisServer lost) {
		CacheStatus status = context.getBean(CacheStatus.class);
		await().atMost(Duration.ofSeconds(10))
			.untilAsserted(
					() -> assertThat(status.report().trouble()).contains(":" + lost.port()).doesNotContain(", "));
	}

	private static long keys(RedisServer node) {
		return Long.parseLong(node.command("DBSIZE"));
	}

	private String foreignKey(RedisServer node) {
		return IntStream.range(0, 1000)
			.mapToObj((i) -> "foreign-" + i)
			.filter((key) -> this.cluster.masterOf(key) == node)
			.findFirst()
			.orElseThrow();
	}

	private static Cache filled(ConfigurableApplicationContext context) {
		Cache articles = cache(context);
		for (int i = 0; i < ENTRIES; i++) {
			articles.put(i, i);
		}
		return articles;
	}

	private ConfigurableApplicationContext application() {
		return application(this.cluster);
	}

	private static ConfigurableApplicationContext application(RedisCluster cluster) {
		return TestApplication.with("REDIS_URI", cluster.uris().get(0))
			.and("USE_REDIS_CLUSTER", true)
			.and("REDIS_KEY_PREFIX", "chat")
			.and("REDIS_SCAN_COUNT", 10)
			.configuration(Caching.class)
			.start();
	}

	private static Cache cache(ConfigurableApplicationContext context) {
		return Objects.requireNonNull(context.getBean(CacheManager.class).getCache("articles"));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching
	static class Caching {

	}

}
