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
			lost.kill();
			CacheStatus status = context.getBean(CacheStatus.class);
			await().atMost(Duration.ofSeconds(10))
				.untilAsserted(
						() -> assertThat(status.report().trouble()).contains(":" + lost.port()).doesNotContain(", "));
			long start = System.nanoTime();
			assertThat(articles.get(0)).isNull();
			assertThat(articles.get(0, () -> "loaded")).isEqualTo("loaded");
			articles.evict(0);
			articles.clear();
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
		}
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
		return TestApplication.with("REDIS_URI", this.cluster.uris().get(0))
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
