package dev.redisenv.test;

import java.io.IOException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class PasswordRotationTests {

	@Test
	void leavesOnlyTheNewPassword() throws Exception {
		try (RedisServer server = RedisServer.builder().password("old").start();
				PlainLink open = PlainLink.to(server)) {
			assertThat(open.ask("AUTH old")).isEqualTo("+OK");
			server.rotatePassword("new");
			assertThat(open.ask("PING")).isEqualTo("+PONG");
			assertAccepts(server, "new");
			assertRefuses(server, "old");
			server.restart();
			assertAccepts(server, "new");
			assertRefuses(server, "old");
			assertThat(server.command("PING")).isEqualTo("PONG");
		}
	}

	@Test
	void givesAPasswordToAServerWithoutOne() throws Exception {
		try (RedisServer server = RedisServer.start()) {
			assertThat(PlainLink.ask(server, "PING")).isEqualTo("+PONG");
			server.rotatePassword("new");
			assertThat(PlainLink.ask(server, "PING")).startsWith("-NOAUTH");
			assertAccepts(server, "new");
		}
	}

	@Test
	void acceptsBothPasswordsForAsLongAsWanted() throws Exception {
		try (RedisServer server = RedisServer.builder()
			.password("old")
			.user("app", "app-old", "~app:*", "+@all")
			.start()) {
			server.addPassword("new");
			server.addPassword("app", "app-new");
			server.restart();
			assertAccepts(server, "old", "new", "app app-old", "app app-new");
			server.rotatePassword("new");
			server.rotatePassword("app", "app-new");
			server.restart();
			assertAccepts(server, "new", "app app-new");
			assertRefuses(server, "old", "app app-old");
			try (PlainLink app = PlainLink.to(server)) {
				assertThat(app.ask("AUTH app app-new")).isEqualTo("+OK");
				assertThat(app.ask("SET app:key value")).isEqualTo("+OK");
				assertThat(app.ask("GET other")).startsWith("-NOPERM");
			}
		}
	}

	@Test
	void makesNoNewUser() {
		try (RedisServer server = RedisServer.start()) {
			assertThatIllegalArgumentException().isThrownBy(() -> server.rotatePassword("nobody", "hidden"))
				.withMessageContaining("nobody")
				.withMessageNotContaining("hidden");
			assertThat(server.command("ACL", "USERS").lines()).doesNotContain("nobody");
		}
	}

	@Test
	void holdsForAllNodesOfACluster() throws Exception {
		try (RedisCluster cluster = RedisCluster.builder().password("old").user("app", "app-old").start()) {
			cluster.addPassword("new");
			cluster.addPassword("app", "app-new");
			for (RedisServer node : cluster.nodes()) {
				assertAccepts(node, "old", "new", "app app-old", "app app-new");
			}
			cluster.rotatePassword("new");
			cluster.rotatePassword("app", "app-new");
			cluster.nodes().get(0).restart();
			cluster.awaitHealthy();
			for (RedisServer node : cluster.nodes()) {
				assertAccepts(node, "new", "app app-new");
				assertRefuses(node, "old", "app app-old");
			}
		}
	}

	@Test
	void holdsForAllDataNodesOfSentinelsAndForSentinelsOneByOne() throws Exception {
		try (RedisSentinels set = RedisSentinels.builder()
			.sentinels(1)
			.password("old")
			.user("app", "app-old")
			.sentinelPassword("watch-old")
			.start()) {
			set.addPassword("new");
			set.addPassword("app", "app-new");
			for (RedisServer node : set.dataNodes()) {
				assertAccepts(node, "old", "new", "app app-old", "app app-new");
			}
			set.rotatePassword("new");
			set.rotatePassword("app", "app-new");
			RedisServer sentinel = set.sentinels().get(0);
			sentinel.rotatePassword("watch-new");
			sentinel.restart();
			set.master().restart();
			set.awaitHealthy();
			for (RedisServer node : set.dataNodes()) {
				assertAccepts(node, "new", "app app-new");
				assertRefuses(node, "old", "app app-old", "watch-new");
			}
			assertAccepts(sentinel, "watch-new");
			assertRefuses(sentinel, "watch-old");
		}
	}

	private static void assertAccepts(RedisServer server, String... logIns) throws IOException {
		for (String logIn : logIns) {
			assertThat(PlainLink.ask(server, "AUTH " + logIn)).isEqualTo("+OK");
		}
	}

	private static void assertRefuses(RedisServer server, String... logIns) throws IOException {
		for (String logIn : logIns) {
			assertThat(PlainLink.ask(server, "AUTH " + logIn)).startsWith("-WRONGPASS");
		}
	}

}
