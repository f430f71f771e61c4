package dev.redisenv.test;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import io.lettuce.core.RedisConnectionException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class RedisServerTests {

	@Test
	void answersOnAFreePort() {
		try (RedisServer server = RedisServer.start(); TestClient client = TestClient.of(server.uri())) {
			assertThat(server.uri()).hasToString("redis://127.0.0.1:" + server.port());
			assertThat(client.commands().ping()).isEqualTo("PONG");
		}
	}

	@Test
	void startsInWellUnderASecond() {
		RedisServer.start().close();
		long start = System.nanoTime();
		RedisServer.start().close();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
	}

	@Test
	void reportsItsVersion() {
		try (RedisServer server = RedisServer.start()) {
			assertThat(server.version()).matches("\\d+\\.\\d+\\.\\d+");
		}
	}

	@Test
	void repliesToCommandsAsText() {
		try (RedisServer server = RedisServer.start()) {
			assertThat(server.command("RPUSH", "list", "first", "zweiter, größer")).isEqualTo("2");
			assertThat(server.command("LRANGE", "list", "0", "-1")).isEqualTo("first\nzweiter, größer");
			assertThat(server.command("GET", "missing")).isEqualTo("(nil)");
			assertThat(server.command("SET", "empty", "")).isEqualTo("OK");
			assertThat(server.command("GET", "empty")).isEmpty();
		}
	}

	@Test
	void reportsARefusedCommand() {
		try (RedisServer server = RedisServer.start()) {
			assertThatExceptionOfType(RedisServerException.class).isThrownBy(() -> server.command("NOSUCH"))
				.withMessageContaining("unknown command");
		}
	}

	@Test
	void refusesClientsWithoutThePassword() throws IOException {
		try (RedisServer server = RedisServer.builder().password("pass \"word\" é").start();
				TestClient known = TestClient.of(server.uri()).as("default", "pass \"word\" é");
				TestClient unknown = TestClient.of(server.uri())) {
			assertThat(known.commands().ping()).isEqualTo("PONG");
			assertThatExceptionOfType(RedisConnectionException.class).isThrownBy(() -> unknown.commands().ping());
			// Lettuce does not always tell why
			try (Socket socket = new Socket(server.host(), server.port())) {
				socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
				assertThat(new String(socket.getInputStream().readNBytes(7), StandardCharsets.US_ASCII))
					.isEqualTo("-NOAUTH");
			}
			assertThat(server.command("PING")).isEqualTo("PONG");
		}
	}

	@Test
	void holdsUsersToTheirRules() {
		try (RedisServer server = RedisServer.builder().user("app", "secret", "~app:*", "+@all").start();
				TestClient client = TestClient.of(server.uri()).as("app", "secret")) {
			assertThat(client.commands().set("app:key", "value")).isEqualTo("OK");
			assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> client.commands().get("other"))
				.withMessageContaining("NOPERM");
		}
	}

	@Test
	void letsUsersWithoutRulesDoEverything() {
		try (RedisServer server = RedisServer.builder().user("app", "secret").start();
				TestClient client = TestClient.of(server.uri()).as("app", "secret")) {
			assertThat(client.commands().flushall()).isEqualTo("OK");
		}
	}

	@Test
	void takesLinesOfConfiguration() {
		try (RedisServer server = RedisServer.builder()
			.config("maxmemory", "2mb")
			.config("client-output-buffer-limit", "normal 1mb 0 0")
			.start()) {
			assertThat(server.command("CONFIG", "GET", "maxmemory")).isEqualTo("maxmemory\n2097152");
		}
	}

	@Test
	void keepsPasswordsOutOfItsArguments() {
		try (RedisServer server = RedisServer.builder().password("hidden-password").start()) {
			assertThat(ProcessHandle.of(server.pid()).orElseThrow().info().commandLine().orElse("unknown"))
				.doesNotContain("hidden-password");
		}
	}

	@Test
	void isGoneWhenKilled() {
		try (RedisServer server = RedisServer.start()) {
			long pid = server.pid();
			server.kill();
			assertThat(server.isAlive()).isFalse();
			assertThat(ProcessHandle.of(pid)).isEmpty();
			assertThatExceptionOfType(RedisServerException.class).isThrownBy(() -> server.command("PING"))
				.withMessageContaining("does not answer PING");
			assertThatExceptionOfType(RedisServerException.class).isThrownBy(server::freeze)
				.withMessageContaining("Restart it first");
		}
	}

	@Test
	void comesBackOnItsPortWithItsConfiguration() {
		try (RedisServer server = RedisServer.builder().config("maxmemory", "2mb").start()) {
			long pid = server.pid();
			server.kill();
			server.restart();
			assertThat(server.pid()).isNotEqualTo(pid);
			assertThat(server.command("CONFIG", "GET", "maxmemory")).isEqualTo("maxmemory\n2097152");
			server.command("SET", "key", "value");
			server.restart();
			assertThat(server.command("GET", "key")).isEqualTo("(nil)");
		}
	}

	@Test
	void keepsDataOverARestartIfAsked() {
		try (RedisServer server = RedisServer.builder().config("appendonly", "yes").start()) {
			server.command("SET", "key", "value");
			server.restart();
			assertThat(server.command("GET", "key")).isEqualTo("value");
		}
	}

	@Test
	void isSilentWhileFrozen() throws Exception {
		try (RedisServer server = RedisServer.start(); Socket client = new Socket(server.host(), server.port())) {
			server.freeze();
			assertThat(server.isAlive()).isTrue();
			client.setSoTimeout(200);
			client.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
			assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> client.getInputStream().read());
			server.thaw();
			client.setSoTimeout(5000);
			assertThat(client.getInputStream().read()).isEqualTo('+');
		}
	}

	@Test
	void refusesWritesWhileItsMemoryIsFull() throws Exception {
		try (RedisServer server = RedisServer.builder()
			.config("maxmemory", "10mb")
			.config("maxmemory-policy", "allkeys-lru")
			.start(); PlainLink client = PlainLink.to(server)) {
			assertThat(client.ask("SET key value")).isEqualTo("+OK");
			server.fillMemory();
			server.fillMemory();
			assertThat(client.ask("SET other value")).startsWith("-OOM");
			assertThat(client.ask("STRLEN key")).isEqualTo(":5");
			server.freeMemory();
			server.freeMemory();
			assertThat(client.ask("SET other value")).isEqualTo("+OK");
			assertThat(client.ask("EXISTS key other")).isEqualTo(":2");
			assertThat(server.command("CONFIG", "GET", "maxmemory")).isEqualTo("maxmemory\n10485760");
			assertThat(server.command("CONFIG", "GET", "maxmemory-policy")).endsWith("allkeys-lru");
		}
	}

	@Test
	void hasMemoryAgainWhenItIsRestarted() throws Exception {
		try (RedisServer server = RedisServer.start()) {
			server.fillMemory();
			// Which writes the configuration
			server.addPassword("secret");
			server.restart();
			assertThat(server.command("SET", "key", "value")).isEqualTo("OK");
		}
	}

	@Test
	void restartsFromFrozen() {
		try (RedisServer server = RedisServer.start()) {
			server.freeze();
			server.restart();
			assertThat(server.command("PING")).isEqualTo("PONG");
		}
	}

	@Test
	void closesWhileFrozenAndMoreThanOnce() {
		RedisServer server = RedisServer.start();
		server.freeze();
		server.close();
		server.close();
		assertThat(server.isAlive()).isFalse();
		assertThatIllegalStateException().isThrownBy(server::restart).withMessageContaining("closed");
	}

	@Test
	void quotesTheServerWhenItDoesNotStartButNoPassword() {
		RedisServer.Builder builder = RedisServer.builder()
			.password("hidden-password")
			.user("app", "hidden \"password\"", "nonsense");
		assertThatExceptionOfType(RedisServerException.class).isThrownBy(builder::start)
			.withMessageContaining("does not start")
			.withMessageContaining("nonsense")
			.withMessageNotContaining("hidden");
	}

	@Test
	void saysSoWhenItGetsNoPort() {
		try (RedisServer other = RedisServer.start()) {
			RedisServer.Builder builder = RedisServer.builder().config("port", Integer.toString(other.port()));
			assertThatExceptionOfType(RedisServerException.class).isThrownBy(builder::start)
				.withMessageContaining("Address already in use");
		}
	}

	@Test
	void reportsAProgramThatIsNoServer() {
		Path nothing = Path.of("no-such-server");
		assertThat(Files.exists(nothing)).isFalse();
		assertThatExceptionOfType(RedisServerException.class)
			.isThrownBy(() -> RedisServer.builder().executable(nothing).start())
			.withMessageContaining("does not start: no-such-server")
			.withMessageContaining("not found");
	}

}
