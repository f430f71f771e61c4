package dev.redisenv.test;

import java.net.URI;
import java.time.Duration;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

class RedisSentinelsTests {

	@Test
	void leadsClientsToTheMaster() {
		try (RedisSentinels set = RedisSentinels.builder().masterName("primary").replicas(2).start();
				TestClient client = TestClient.of(sentinelUri(set))) {
			assertThat(set.masterName()).isEqualTo("primary");
			assertThat(set.sentinels()).hasSize(3);
			assertThat(set.dataNodes()).hasSize(3);
			assertThat(set.master()).isEqualTo(set.dataNodes().get(0));
			assertThat(client.commands().set("key", "value")).isEqualTo("OK");
			assertThat(set.master().command("WAIT", "2", "5000")).isEqualTo("2");
			assertThat(set.dataNodes().get(2).command("GET", "key")).isEqualTo("value");
		}
	}

	@Test
	void replacesADeadMasterByItself() {
		try (RedisSentinels set = RedisSentinels.builder().downAfter(Duration.ofMillis(1500)).start()) {
			RedisServer old = set.master();
			old.kill();
			await().atMost(Duration.ofSeconds(20)).until(() -> !set.master().equals(old));
			old.restart();
			await().atMost(Duration.ofSeconds(30)).until(() -> old.command("ROLE").startsWith("slave"));
		}
	}

	@Test
	void failsOverMoreThanOnce() {
		try (RedisSentinels set = RedisSentinels.builder().sentinels(1).start()) {
			RedisServer first = set.master();
			RedisServer second = set.failOver();
			assertThat(second).isNotEqualTo(first).isEqualTo(set.master());
			assertThat(second.command("SET", "key", "value")).isEqualTo("OK");
			assertThat(set.failOver()).isEqualTo(first);
		}
	}

	@Test
	void failsOverWithPasswordsUsersAndTls() {
		try (Certificates certificates = Certificates.create();
				RedisSentinels set = RedisSentinels.builder()
					.password("data-password")
					.user("app", "app-password", "~*", "+@all")
					.sentinelPassword("sentinel-password")
					.sentinelUser("watcher", "watcher-password", "+@all")
					.mutualTls(certificates)
					.start()) {
			RedisServer replaced = set.failOver();
			assertThat(ping(replaced.uri(), certificates, "app", "app-password")).isEqualTo("PONG");
			URI sentinel = set.sentinels().get(0).uri();
			assertThat(sentinel).hasScheme("rediss");
			assertThat(ping(sentinel, certificates, "default", "sentinel-password")).isEqualTo("PONG");
			assertThat(ping(sentinel, certificates, "watcher", "watcher-password")).isEqualTo("PONG");
			assertThatExceptionOfType(RedisConnectionException.class)
				.isThrownBy(() -> ping(sentinel, certificates, "default", "data-password"));
			// Lettuce does not always tell why, but for a link that is open
			try (TestClient client = client(sentinel, certificates, "default", "sentinel-password")) {
				assertThatExceptionOfType(RedisCommandExecutionException.class)
					.isThrownBy(() -> client.commands().auth("default", "data-password"))
					.withMessageStartingWith("WRONGPASS");
			}
		}
	}

	@Test
	void keepsItsSentinelsOverARestart() {
		try (RedisSentinels set = RedisSentinels.start()) {
			RedisServer replaced = set.failOver();
			set.sentinels().get(0).restart();
			assertThat(set.master()).isEqualTo(replaced);
		}
	}

	private static URI sentinelUri(RedisSentinels set) {
		return URI.create("redis-sentinel://" + set.hosts() + "#" + set.masterName());
	}

	private static String ping(URI uri, Certificates certificates, String user, String password) {
		try (TestClient client = client(uri, certificates, user, password)) {
			return client.commands().ping();
		}
	}

	private static TestClient client(URI uri, Certificates certificates, String user, String password) {
		return TestClient.of(uri)
			.as(user, password)
			.trusting(certificates.caFile())
			.showing(certificates.clientCertFile(), certificates.clientKeyFile());
	}

}
