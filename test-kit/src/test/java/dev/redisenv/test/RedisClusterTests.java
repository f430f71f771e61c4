package dev.redisenv.test;

import java.time.Duration;
import java.util.List;

import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RedisClusterTests {

	@Test
	void servesEveryKeyByThreeMasters() {
		try (RedisCluster cluster = RedisCluster.start()) {
			assertThat(cluster.nodes()).hasSize(3);
			assertThat(cluster.uris())
				.containsExactlyElementsOf(cluster.nodes().stream().map(RedisServer::uri).toList());
			RedisClusterClient client = RedisClusterClient
				.create(cluster.uris().stream().map((uri) -> RedisURI.create(uri)).toList());
			try (StatefulRedisClusterConnection<String, String> connection = client.connect()) {
				for (int i = 0; i < 100; i++) {
					assertThat(connection.sync().set("key" + i, "value")).isEqualTo("OK");
				}
			}
			finally {
				client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
			}
			assertThat(cluster.nodes()).allMatch((node) -> !node.command("DBSIZE").equals("0"));
		}
	}

	@Test
	void knowsTheMasterOfAKey() {
		try (RedisCluster cluster = RedisCluster.start()) {
			RedisServer master = cluster.masterOf("{tag}1");
			assertThat(master).isEqualTo(cluster.masterOf("{tag}2"));
			assertThat(master.command("SET", "{tag}1", "value")).isEqualTo("OK");
		}
	}

	@Test
	void announcesAName() {
		try (RedisCluster cluster = RedisCluster.builder().masters(2).announceHostname("localhost").start()) {
			assertThat(cluster.nodes()).allMatch(
					(node) -> node.command("CLUSTER", "NODES").lines().allMatch((line) -> line.contains("localhost")));
		}
	}

	@Test
	void failsOverWithPasswordAndTls() {
		try (Certificates certificates = Certificates.create();
				RedisCluster cluster = RedisCluster.builder()
					.replicasPerMaster(1)
					.password("secret")
					.mutualTls(certificates)
					.start()) {
			assertThat(cluster.nodes()).hasSize(6);
			RedisServer old = cluster.masterOf("key");
			old.command("SET", "key", "value");
			assertThat(old.command("WAIT", "1", "5000")).isEqualTo("1");
			RedisServer replaced = cluster.failOver(old);
			assertThat(replaced).isNotEqualTo(old).isEqualTo(cluster.masterOf("key"));
			cluster.awaitHealthy();
			assertThat(cluster.failOver(old)).isEqualTo(old).isEqualTo(cluster.masterOf("key"));
			assertThat(old.command("GET", "key")).isEqualTo("value");
			try (TestClient client = TestClient.of(old.uri())
				.as("default", "secret")
				.trusting(certificates.caFile())
				.showing(certificates.clientCertFile(), certificates.clientKeyFile())) {
				assertThat(client.commands().get("key")).isEqualTo("value");
			}
		}
	}

	@Test
	void replacesADeadMasterByItself() {
		try (RedisCluster cluster = RedisCluster.builder().replicasPerMaster(1).start()) {
			RedisServer old = cluster.masterOf("key");
			old.kill();
			cluster.awaitHealthy();
			assertThat(cluster.masterOf("key")).isNotEqualTo(old);
			old.restart();
			cluster.awaitHealthy();
			assertThat(old.command("ROLE")).startsWith("slave");
		}
	}

	@Test
	void failsOverADeadMasterAtOnce() {
		try (RedisCluster cluster = RedisCluster.builder().masters(1).replicasPerMaster(1).start()) {
			RedisServer old = cluster.masterOf("key");
			old.kill();
			assertThat(cluster.failOver(old)).isNotEqualTo(old).isEqualTo(cluster.masterOf("key"));
		}
	}

	@Test
	void refusesToFailOverWithoutAReplica() {
		try (RedisCluster cluster = RedisCluster.start(); RedisServer stranger = RedisServer.start()) {
			assertThatExceptionOfType(RedisServerException.class)
				.isThrownBy(() -> cluster.failOver(cluster.masterOf("key")))
				.withMessageContaining("Start the Cluster with replicas");
			assertThatIllegalArgumentException().isThrownBy(() -> cluster.failOver(stranger));
		}
	}

	@Test
	void endsAllNodes() {
		List<RedisServer> nodes;
		try (RedisCluster cluster = RedisCluster.start()) {
			nodes = cluster.nodes();
		}
		assertThat(nodes).noneMatch(RedisServer::isAlive);
	}

}
