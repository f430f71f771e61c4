package dev.redisenv.test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class CertificateRotationTests {

	private final Certificates certificates = Certificates.create();

	// As they were at first
	private final Path authority;

	private final Path certificate;

	private final Path key;

	CertificateRotationTests(@TempDir Path copies) throws IOException {
		this.authority = Files.copy(this.certificates.caFile(), copies.resolve("ca.pem"));
		this.certificate = Files.copy(this.certificates.clientCertFile(), copies.resolve("client.pem"));
		this.key = Files.copy(this.certificates.clientKeyFile(), copies.resolve("client.key"));
	}

	@AfterEach
	void removeFiles() {
		this.certificates.close();
	}

	@Test
	void renewsWhatTheSameAuthoritySigned() throws Exception {
		List<String> before = contents();
		this.certificates.renew();
		assertThat(this.certificates.caFile()).hasSameTextualContentAs(this.authority);
		assertThat(contents()).hasSize(4).doesNotContainAnyElementsOf(before);
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(this.certificates.serverKeyFile())))
			.isEqualTo("rw-------");
		try (RedisServer server = RedisServer.builder().mutualTls(this.certificates).start()) {
			assertThat(server.command("PING")).isEqualTo("PONG");
			assertAnswers(server, this.authority, this.certificate, this.key);
		}
	}

	@Test
	void letsARunningServerShowWhatWasRenewed() {
		try (Certificates expired = Certificates.builder().expired().create();
				RedisServer server = RedisServer.builder().tls(expired).start()) {
			expired.renew();
			assertRefuses(server, expired.caFile());
			assertThat(server.command("PING")).isEqualTo("PONG");
			server.reloadCertificates();
			assertThat(server.command("PING")).isEqualTo("PONG");
			try (TestClient client = TestClient.of(server.uri()).trusting(expired.caFile())) {
				assertThat(client.commands().ping()).isEqualTo("PONG");
			}
		}
	}

	@Test
	void replacesTheAuthorityOfARunningServer() {
		try (RedisServer server = RedisServer.builder().mutualTls(this.certificates).start();
				TestClient open = client(server, this.authority, this.certificate, this.key)) {
			assertThat(open.commands().ping()).isEqualTo("PONG");
			this.certificates.renewAuthority();
			assertThat(this.certificates.caFile()).content().isEqualTo(this.certificates.caPem());
			assertThat(server.command("PING")).isEqualTo("PONG");
			assertAnswers(server, this.authority, this.certificate, this.key);
			server.reloadCertificates();
			assertThat(server.command("PING")).isEqualTo("PONG");
			assertThat(open.commands().ping()).isEqualTo("PONG");
			assertHasNewAuthority(server);
		}
	}

	@Test
	void holdsForAServerThatIsRestarted() {
		try (RedisServer server = RedisServer.builder().mutualTls(this.certificates).start()) {
			this.certificates.renewAuthority();
			server.restart();
			assertThat(server.command("PING")).isEqualTo("PONG");
			assertHasNewAuthority(server);
		}
	}

	@Test
	void holdsForAllNodesOfACluster() {
		try (RedisCluster cluster = RedisCluster.builder()
			.masters(1)
			.replicasPerMaster(1)
			.mutualTls(this.certificates)
			.start()) {
			this.certificates.renewAuthority();
			cluster.reloadCertificates();
			cluster.nodes().forEach(this::assertHasNewAuthority);
			RedisServer old = cluster.masterOf("key");
			cluster.failOver(old);
			old.restart();
			cluster.awaitHealthy();
		}
	}

	@Test
	void holdsForSentinelsAndTheirDataNodes() {
		try (RedisSentinels set = RedisSentinels.builder().mutualTls(this.certificates).start()) {
			this.certificates.renewAuthority();
			set.reloadCertificates();
			Stream.of(set.dataNodes(), set.sentinels()).flatMap(List::stream).forEach(this::assertHasNewAuthority);
			set.failOver();
		}
	}

	@Test
	void needsTls() {
		try (RedisServer server = RedisServer.start()) {
			assertThatIllegalStateException().isThrownBy(server::reloadCertificates).withMessageContaining("no TLS");
		}
	}

	private List<String> contents() throws IOException {
		return List.of(Files.readString(this.certificates.serverCertFile()),
				Files.readString(this.certificates.serverKeyFile()),
				Files.readString(this.certificates.clientCertFile()),
				Files.readString(this.certificates.clientKeyFile()));
	}

	private void assertHasNewAuthority(RedisServer server) {
		assertAnswers(server, this.certificates.caFile(), this.certificates.clientCertFile(),
				this.certificates.clientKeyFile());
		assertRefuses(server, this.authority);
		try (TestClient client = client(server, this.certificates.caFile(), this.certificate, this.key)) {
			assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> client.commands().ping());
		}
	}

	private static void assertRefuses(RedisServer server, Path authority) {
		try (TestClient client = TestClient.of(server.uri()).trusting(authority)) {
			assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> client.commands().ping())
				.havingRootCause()
				.isInstanceOf(GeneralSecurityException.class);
		}
	}

	private static void assertAnswers(RedisServer server, Path authority, Path certificate, Path key) {
		try (TestClient client = client(server, authority, certificate, key)) {
			assertThat(client.commands().ping()).isEqualTo("PONG");
		}
	}

	private static TestClient client(RedisServer server, Path authority, Path certificate, Path key) {
		return TestClient.of(server.uri()).trusting(authority).showing(certificate, key);
	}

}
