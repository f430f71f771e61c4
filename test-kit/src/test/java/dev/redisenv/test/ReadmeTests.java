package dev.redisenv.test;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * The examples of the README, as they stand there; the last one is a test of its own.
 */
@SpringJUnitConfig
class ReadmeTests {

	@RegisterExtension
	static final RedisExtension<RedisServer> redis = RedisExtension.of(RedisServer::start);

	@DynamicPropertySource
	static void connection(DynamicPropertyRegistry registry) {
		registry.add("spring.data.redis.url", () -> redis.get().uri());
	}

	private @Nullable TestClient client;

	@Test
	void hasOnlyExamplesThatRun() throws IOException {
		String source = words(Files.readString(Path.of("src/test/java/dev/redisenv/test/ReadmeTests.java"))
				+ Files.readString(Path.of("src/test/java/dev/redisenv/test/example/VisitsTests.java")));
		List<String> examples = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
			.matcher(Files.readString(Path.of("README.md")))
			.results()
			.map((example) -> words(example.group(1)))
			.toList();
		assertThat(examples).hasSize(12).allMatch(source::contains);
	}

	@AfterEach
	void disconnect() {
		if (this.client != null) {
			this.client.close();
		}
	}

	private static String words(String text) {
		return text.replaceAll("\\s+", "");
	}

	@Test
	void startsAServerWithAUser() {
		try (RedisServer server = RedisServer.builder()
			.password("secret")
			.user("app", "s3cret", "~app:*", "+@all")
			.start()) {
			connect(server.uri(), "app", "s3cret");
			assertThat(server.command("CLIENT", "LIST")).contains("user=app");
		}
	}

	@Test
	void givesTheServerToSpring(@Value("${spring.data.redis.url}") String url) {
		assertThat(url).isEqualTo(redis.get().uri().toString());
	}

	@Test
	void failsOverACluster() {
		try (RedisCluster cluster = RedisCluster.builder().masters(3).replicasPerMaster(1).start()) {
			RedisServer master = cluster.masterOf("key");
			RedisServer promoted = cluster.failOver(master);
			assertThat(cluster.masterOf("key")).isEqualTo(promoted);
		}
	}

	@Test
	void killsTheMasterOfSentinels() {
		try (RedisSentinels set = RedisSentinels.builder().replicas(1).downAfter(Duration.ofMillis(1500)).start()) {
			RedisServer master = set.master();
			master.kill();
			await().until(() -> !set.master().equals(master));
		}
	}

	@Test
	void speaksTls() {
		try (Certificates certificates = Certificates.create();
				RedisServer server = RedisServer.builder().mutualTls(certificates).start()) {
			connect(server.uri(), certificates.caFile(), certificates.clientCertFile(), certificates.clientKeyFile());
		}
	}

	@Test
	void injectsFaults() {
		try (RedisServer server = RedisServer.start()) {
			server.freeze();
			server.thaw();
			server.kill();
			server.restart();
			assertThat(server.command("PING")).isEqualTo("PONG");
		}
	}

	@Test
	void failsOverSentinels() {
		try (RedisSentinels set = RedisSentinels.start()) {
			RedisServer promoted = set.failOver();
			assertThat(set.master()).isEqualTo(promoted);
		}
	}

	@Test
	void cutsTheNetwork() {
		try (RedisServer server = RedisServer.builder().behindProxy().start()) {
			server.network().partition();
			server.network().delay(Duration.ofMillis(200));
			server.network().refuse();
			server.network().heal();
			connect(server.uri());
		}
	}

	@Test
	void rotatesPasswords() {
		try (RedisServer server = RedisServer.builder().password("secret").user("app", "s3cret").start()) {
			server.rotatePassword("n3w");
			server.addPassword("app", "n3w");
			connect(server.uri(), "app", "s3cret");
			server.rotatePassword("app", "n3w");
			disconnect();
			connect(server.uri(), "app", "n3w");
		}
	}

	@Test
	void renewsCertificates() {
		try (Certificates certificates = Certificates.create();
				RedisServer server = RedisServer.builder().tls(certificates).start()) {
			certificates.renew();
			certificates.renewAuthority();
			server.reloadCertificates();
			connect(TestClient.of(server.uri()).trusting(certificates.caFile()));
		}
	}

	@Test
	void fillsMemory() {
		try (RedisServer server = RedisServer.start()) {
			server.fillMemory();
			assertThatExceptionOfType(RedisServerException.class)
				.isThrownBy(() -> server.command("SET", "key", "value"))
				.withMessageContaining("OOM");
			server.freeMemory();
			assertThat(server.command("SET", "key", "value")).isEqualTo("OK");
		}
	}

	private void connect(URI uri) {
		connect(TestClient.of(uri));
	}

	private void connect(URI uri, String user, String password) {
		connect(TestClient.of(uri).as(user, password));
	}

	private void connect(URI uri, Path authority, Path certificate, Path key) {
		connect(TestClient.of(uri).trusting(authority).showing(certificate, key));
	}

	private void connect(TestClient client) {
		this.client = client;
		assertThat(client.commands().ping()).isEqualTo("PONG");
	}

}
