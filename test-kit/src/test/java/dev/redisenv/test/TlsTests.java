package dev.redisenv.test;

import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class TlsTests {

	private static final Certificates certificates = Certificates.create();

	@AfterAll
	static void removeFiles() {
		certificates.close();
		assertThat(certificates.caFile()).doesNotExist();
	}

	@Test
	void speaksTlsToWhoeverTrustsTheAuthority() {
		try (RedisServer server = RedisServer.builder().tls(certificates).password("secret").start();
				TestClient client = TestClient.of(server.uri())
					.trusting(certificates.caFile())
					.as("default", "secret")) {
			assertThat(server.uri()).hasToString("rediss://localhost:" + server.port());
			assertThat(client.commands().ping()).isEqualTo("PONG");
		}
	}

	@Test
	void isNotTrustedWithoutTheAuthority() {
		try (RedisServer server = RedisServer.builder().tls(certificates).start();
				TestClient client = TestClient.of(server.uri())) {
			assertRefused(client, "unable to find valid certification path");
		}
	}

	@Test
	void asksForAClientCertificate() {
		try (RedisServer server = RedisServer.builder().mutualTls(certificates).start();
				TestClient known = TestClient.of(server.uri())
					.trusting(certificates.caFile())
					.showing(certificates.clientCertFile(), certificates.clientKeyFile());
				TestClient unknown = TestClient.of(server.uri()).trusting(certificates.caFile())) {
			assertThat(known.commands().ping()).isEqualTo("PONG");
			assertRefused(unknown, "");
		}
	}

	@Test
	void refusesAClientCertificateOfAnotherAuthority() {
		try (Certificates others = Certificates.create();
				RedisServer server = RedisServer.builder().mutualTls(certificates).start();
				TestClient client = TestClient.of(server.uri())
					.trusting(certificates.caFile())
					.showing(others.clientCertFile(), others.clientKeyFile())) {
			assertRefused(client, "");
		}
	}

	@Test
	void startsWithACertificateForAnotherName() {
		try (Certificates others = Certificates.builder().serverNames("redis.example.test", "127.0.0.2").create();
				RedisServer server = RedisServer.builder().tls(others).start();
				TestClient client = TestClient.of(server.uri()).trusting(others.caFile())) {
			assertRefused(client, "No subject alternative DNS name matching localhost found");
		}
	}

	@Test
	void startsWithAnExpiredCertificate() {
		try (Certificates expired = Certificates.builder().expired().create();
				RedisServer server = RedisServer.builder().tls(expired).start();
				TestClient client = TestClient.of(server.uri()).trusting(expired.caFile())) {
			assertRefused(client, "NotAfter");
		}
	}

	@Test
	void writesKeysOnlyTheOwnerCanRead() throws Exception {
		assertThat(certificates.serverKeyFile()).content().startsWith("-----BEGIN PRIVATE KEY-----");
		assertThat(certificates.clientKeyFile()).content().startsWith("-----BEGIN PRIVATE KEY-----");
		assertThat(certificates.caFile()).content().isEqualTo(certificates.caPem());
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(certificates.serverKeyFile())))
			.isEqualTo("rw-------");
	}

	@Test
	void restartsWithTls() {
		try (RedisServer server = RedisServer.builder().mutualTls(certificates).start()) {
			server.kill();
			server.restart();
			assertThat(server.command("PING")).isEqualTo("PONG");
		}
	}

	private static void assertRefused(TestClient client, String reason) {
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> client.commands().ping())
			.havingRootCause()
			.withMessageContaining(reason);
	}

}
