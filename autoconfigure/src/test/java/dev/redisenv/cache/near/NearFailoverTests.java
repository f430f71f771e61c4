package dev.redisenv.cache.near;

import java.time.Duration;
import java.util.stream.Collectors;

import dev.redisenv.TestApplication;
import dev.redisenv.test.RedisCluster;
import dev.redisenv.test.RedisSentinels;
import dev.redisenv.test.RedisServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * None of a million reads of a near cache is older than the bound, while servers replace
 * a master.
 */
@Tag("once")
@Timeout(120)
class NearFailoverTests {

	private static final Duration BOUND = Duration.ofMillis(500);

	@Test
	void whenTheSentinelsReplaceAMasterThatIsKilled() {
		try (RedisSentinels servers = RedisSentinels.start();
				NearApplication application = start(servers);
				Masters masters = Masters.of(servers);
				Trial trial = new Trial(application, masters)) {
			RedisServer old = servers.master();
			old.kill();
			awaitReplacement(servers, old);
			trial.awaitWrites(500);
			trial.endAfterAMillionHits().isNeverOlderThan(BOUND);
		}
	}

	/**
	 * The old master goes on for a moment before it is told that it is one no more. It
	 * may still answer what waits on its links.
	 */
	@Test
	void whenTheSentinelsReplaceAMasterThatIsFrozenAndGoesOn() {
		try (RedisSentinels servers = RedisSentinels.start();
				NearApplication application = start(servers);
				Masters masters = Masters.of(servers);
				Trial trial = new Trial(application, masters)) {
			RedisServer old = servers.master();
			old.freeze();
			awaitReplacement(servers, old);
			trial.awaitWrites(200);
			old.thaw();
			trial.awaitWrites(500);
			trial.endAfterAMillionHits().hasNoCopyOlderThan(BOUND);
		}
	}

	@Test
	void whenAReplicaOfTheClusterTakesOver() {
		try (RedisCluster cluster = cluster();
				NearApplication application = start(cluster);
				Masters masters = Masters.of(cluster);
				Trial trial = new Trial(application, masters)) {
			cluster.failOver(cluster.masterOf(NearApplication.redisKey(WriteLog.name(0))));
			trial.awaitWrites(500);
			trial.endAfterAMillionHits().isNeverOlderThan(BOUND);
		}
	}

	@Test
	void whenAMasterOfTheClusterIsKilled() {
		try (RedisCluster cluster = cluster();
				NearApplication application = start(cluster);
				Masters masters = Masters.of(cluster);
				Trial trial = new Trial(application, masters)) {
			String key = NearApplication.redisKey(WriteLog.name(0));
			RedisServer old = cluster.masterOf(key);
			old.kill();
			Trial.await().ignoreExceptions().until(() -> !cluster.masterOf(key).equals(old));
			trial.awaitWrites(500);
			trial.endAfterAMillionHits().isNeverOlderThan(BOUND);
		}
	}

	private static void awaitReplacement(RedisSentinels servers, RedisServer old) {
		Trial.await().until(() -> !servers.master().equals(old));
	}

	private static RedisCluster cluster() {
		return RedisCluster.builder().masters(3).replicasPerMaster(1).start();
	}

	private static NearApplication start(RedisSentinels servers) {
		return NearApplication.start(TestApplication.with("REDIS_URI", "redis://" + servers.masterName())
			.and("REDIS_SENTINEL_HOSTS", servers.hosts())
			.and("REDIS_CLUSTER_SAFE_MODE", "false"), BOUND);
	}

	private static NearApplication start(RedisCluster cluster) {
		String uris = cluster.uris().stream().map(Object::toString).collect(Collectors.joining(","));
		NearApplication application = NearApplication
			.start(TestApplication.with("REDIS_URI", uris).and("REDIS_CLUSTER_SAFE_MODE", "false"), BOUND);
		Trial.await()
			.until(() -> cluster.nodes()
				.stream()
				.filter((node) -> node.command("INFO", "clients").contains("tracking_clients:1"))
				.count() == 3);
		return application;
	}

}
