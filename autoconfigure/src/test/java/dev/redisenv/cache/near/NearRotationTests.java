package dev.redisenv.cache.near;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

import dev.redisenv.TestApplication;
import dev.redisenv.test.RedisCluster;
import dev.redisenv.test.RedisServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that links which tell of changes are opened with the password of the moment.
 */
@Tag("once")
@Timeout(120)
class NearRotationTests {

	private static final Duration BOUND = Duration.ofMillis(500);

	@TempDir
	Path folder = Path.of("");

	/**
	 * The links end after each rotation, so that new ones need the new password.
	 */
	@Test
	void whileThePasswordOfAClusterChanges() throws IOException {
		Path file = Files.writeString(this.folder.resolve("password"), "secret-0");
		try (RedisCluster cluster = RedisCluster.builder().password("secret-0").start();
				NearApplication application = start(cluster, file);
				Trial trial = new Trial(application, store(cluster))) {
			for (int i = 1; i <= 2; i++) {
				double clears = application.meter("clears");
				String next = "secret-" + i;
				cluster.addPassword(next);
				Files.writeString(file, next);
				cluster.rotatePassword(next);
				cluster.nodes().forEach(NearApplication::killLink);
				trial.awaitWrites(200);
				Trial.await().until(() -> application.meter("clears") > clears);
				trial.awaitHits(10_000);
			}
			assertThat(cluster.nodes())
				.allSatisfy((node) -> assertThat(node.command("INFO", "clients")).contains("tracking_clients:1"));
			trial.end().isOfAtLeast(30_000).isNeverOlderThan(BOUND);
		}
	}

	private static Writer.Store store(RedisCluster cluster) {
		Map<String, RedisServer> masters = new HashMap<>();
		return (key, version) -> write(
				masters.computeIfAbsent(key, (unknown) -> cluster.masterOf(NearApplication.redisKey(unknown))), key,
				version);
	}

	private static boolean write(RedisServer master, String key, String version) {
		return master.command("SET", NearApplication.redisKey(key), NearApplication.json(version)).equals("OK");
	}

	private static NearApplication start(RedisCluster cluster, Path passwordFile) {
		String uris = cluster.uris().stream().map(Object::toString).collect(Collectors.joining(","));
		return start(TestApplication.with("REDIS_URI", uris).and("REDIS_PASSWORD_FILE", passwordFile));
	}

	private static NearApplication start(TestApplication application) {
		return NearApplication.start(application.and("REDIS_CLUSTER_SAFE_MODE", "false"), BOUND);
	}

}
