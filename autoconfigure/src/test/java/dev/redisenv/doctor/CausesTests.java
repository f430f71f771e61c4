package dev.redisenv.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

import dev.redisenv.Monitor;
import dev.redisenv.TestApplication;
import dev.redisenv.diagnosis.Cause;
import dev.redisenv.diagnosis.Decider;
import dev.redisenv.diagnosis.Diagnosis;
import dev.redisenv.diagnosis.Finding;
import dev.redisenv.test.Certificates;
import dev.redisenv.test.RedisCluster;
import dev.redisenv.test.RedisExtension;
import dev.redisenv.test.RedisSentinels;
import dev.redisenv.test.RedisServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.connection.RedisConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Every cause, on a server that is set up wrong in exactly that way: what the doctor
 * finds, and what the exception of the first connection says where that can tell.
 */
@ExtendWith(OutputCaptureExtension.class)
class CausesTests {

	private static final String SECRET = "s3cr3t";

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private static final Certificates certificates = Certificates.create();

	private static final Certificates expired = Certificates.builder().expired().create();

	private static final Certificates elsewhere = Certificates.builder().serverNames("elsewhere.example.com").create();

	@RegisterExtension
	static final RedisExtension<RedisServer> plain = RedisExtension.of(() -> RedisServer.builder()
		.user("alice", SECRET)
		.user("reader", SECRET, "~*", "allchannels", "+@all", "-set", "-unlink")
		.user("stranger", SECRET, "~other:*", "resetchannels", "+@all")
		.start());

	@RegisterExtension
	static final RedisExtension<RedisServer> locked = RedisExtension
		.of(() -> RedisServer.builder().password(SECRET).start());

	@RegisterExtension
	static final RedisExtension<RedisServer> tls = RedisExtension
		.of(() -> RedisServer.builder().mutualTls(certificates).start());

	@RegisterExtension
	static final RedisExtension<RedisCluster> cluster = RedisExtension
		.of(() -> RedisCluster.builder().masters(1).user("blind", SECRET, "~*", "&*", "+@all", "-info").start());

	@RegisterExtension
	static final RedisExtension<RedisSentinels> sentinels = RedisExtension
		.of(() -> RedisSentinels.builder().replicas(0).sentinels(1).sentinelPassword(SECRET).start());

	@AfterAll
	static void deleteCertificates() {
		certificates.close();
		expired.close();
		elsewhere.close();
	}

	@Test
	void nothingListens() {
		finds(at("redis://127.0.0.1:1"), Cause.CONNECTION_REFUSED,
				"Nothing listens at 127.0.0.1:1. REDIS_URI must name the host and the port where Redis is.", true);
	}

	@Test
	void theHostIsNotKnown() {
		finds(at("redis://redis.invalid:6379"), Cause.UNKNOWN_HOST,
				"The host of redis.invalid:6379 is not known. REDIS_URI must name", true);
	}

	@Test
	void theServerDoesNotAnswer() {
		try (RedisServer server = RedisServer.start()) {
			try (ConfigurableApplicationContext context = at(server.uri()).start()) {
				server.freeze();
				assertThat(examine(context)).satisfies(first(Cause.NO_ANSWER, "REDIS_URI must name a server"));
			}
			server.thaw();
		}
	}

	@Test
	void tlsIsSpokenToAPlainPort() {
		finds(at("rediss://localhost:" + plain.get().port()).and("REDIS_SOCKET_TIMEOUT", "1s"), Cause.TLS_TO_PLAIN_PORT,
				"REDIS_URI must begin with redis:// instead of rediss://.", true);
	}

	@Test
	void noTlsIsSpokenToATlsPort() {
		finds(at("redis://localhost:" + tls.get().port()), Cause.PLAIN_TO_TLS_PORT,
				"localhost:%d speaks TLS on this port, and the connection does not. REDIS_URI must begin with rediss://."
					.formatted(tls.get().port()),
				false);
	}

	@Test
	void theAuthorityIsNotKnown() {
		finds(at(tls.get().uri()), Cause.UNKNOWN_CA, "REDIS_CA must name the PEM file of that authority.", true);
	}

	@Test
	void theCertificateIsForAnotherName() {
		try (RedisServer server = RedisServer.builder().tls(elsewhere).start()) {
			finds(at(server.uri()).and("REDIS_CA", elsewhere.caFile()), Cause.WRONG_HOST_NAME,
					"REDIS_URI must name a host that it holds, or REDIS_SSL_CHECK_HOSTNAME must be false", true);
		}
	}

	@Test
	void theCertificateHasExpired() {
		try (RedisServer server = RedisServer.builder().tls(expired).start()) {
			finds(at(server.uri()).and("REDIS_CA", expired.caFile()), Cause.CERTIFICATE_EXPIRED,
					"where it is the authority's own, REDIS_CA must name the new one.", true);
		}
	}

	@Test
	void aClientCertificateIsMissing() {
		finds(at(tls.get().uri()).and("REDIS_CA", certificates.caFile()), Cause.CLIENT_CERTIFICATE_MISSING,
				"REDIS_TLS_CLIENT_CERT_PATH and REDIS_TLS_CLIENT_KEY_PATH must name", true);
	}

	@Test
	void aPasswordIsMissing() {
		finds(at(locked.get().uri()), Cause.NOAUTH,
				"127.0.0.1:%d asks for a password. REDIS_PASSWORD must hold it.".formatted(locked.get().port()), true);
	}

	@Test
	void thePasswordIsWrong() {
		finds(at(locked.get().uri()).and("REDIS_PASSWORD", SECRET + "-wrong"), Cause.WRONGPASS,
				"REDIS_USERNAME and REDIS_PASSWORD must hold a log-in that it knows.", true);
	}

	@Test
	void theUserMayNotSendSomeCommands() {
		finds(at(plain.get().uri()).and("REDIS_USERNAME", "reader").and("REDIS_PASSWORD", SECRET), Cause.NOPERM,
				"does not allow the user reader to run SET, UNLINK. REDIS_USERNAME must name a user with the rights that "
						+ "/actuator/redisenv shows under acl: ACL SETUSER reader +set +unlink.",
				false);
	}

	@Test
	void theUserMayNotReachTheKeys() {
		TestApplication application = at(plain.get().uri()).and("REDIS_USERNAME", "stranger")
			.and("REDIS_PASSWORD", SECRET)
			.and("REDIS_KEY_PREFIX", "chat");
		finds(application, Cause.NOPERM, "does not allow the user stranger to reach the key chat:doctor with ", false);
		try (ConfigurableApplicationContext context = application.start()) {
			assertThat(examine(context).findings()).extracting(Finding::remedy)
				.anySatisfy((remedy) -> assertThat(remedy).endsWith("ACL SETUSER stranger ~chat:*."))
				.anySatisfy((remedy) -> assertThat(remedy).endsWith("ACL SETUSER stranger &chat:*."));
		}
	}

	@Test
	void aClusterIsUsedAsOneServer() {
		finds(at(cluster.get().uris().get(0)).and("REDIS_CLUSTER_SAFE_MODE", false), Cause.CLUSTER_USED_AS_STANDALONE,
				"is a node of a cluster and used as a single server. USE_REDIS_CLUSTER must be true, or "
						+ "REDIS_CLUSTER_SAFE_MODE where one endpoint stands for all nodes.",
				false);
	}

	@Test
	void aDatabaseOfAClusterIsAskedFor() {
		finds(at(cluster.get().uris().get(0) + "/1").and("REDIS_CLUSTER_SAFE_MODE", false),
				Cause.CLUSTER_USED_AS_STANDALONE, "USE_REDIS_CLUSTER must be true, or", true);
	}

	@Test
	void theEndpointShards() {
		TestApplication application = at(cluster.get().uris().get(0)).and("REDIS_USERNAME", "blind")
			.and("REDIS_PASSWORD", SECRET)
			.and("REDIS_CLUSTER_SAFE_MODE", false);
		try (ConfigurableApplicationContext context = application.start()) {
			assertThat(examine(context).findings()).singleElement().satisfies((finding) -> {
				assertThat(finding.cause()).isEqualTo(Cause.SHARDING_ENDPOINT);
				assertThat(finding.prevents()).isFalse();
				assertThat(finding.remedy()).startsWith("REDIS_CLUSTER_SAFE_MODE must be true");
			});
		}
		try (ConfigurableApplicationContext context = application.and("REDIS_CLUSTER_SAFE_MODE", true).start()) {
			assertThat(examine(context).findings()).isEmpty();
		}
	}

	@Test
	void oneServerIsUsedAsACluster() {
		finds(at(plain.get().uri()).and("USE_REDIS_CLUSTER", true), Cause.STANDALONE_USED_AS_CLUSTER,
				"USE_REDIS_CLUSTER must be false, and REDIS_URI hold one URL.", true);
	}

	@Test
	void theMasterHasAnotherName() {
		finds(at("redis://nobody").and("REDIS_SENTINEL_HOSTS", sentinels.get().hosts())
			.and("REDIS_SENTINEL_PASSWORD", SECRET), Cause.UNKNOWN_MASTER,
				"watches no master called nobody. The host in REDIS_URI must be the name of a master", true);
	}

	@Test
	void theSentinelsHaveAPasswordOfTheirOwn() {
		finds(at("redis://mymaster").and("REDIS_SENTINEL_HOSTS", sentinels.get().hosts()), Cause.SENTINEL_LOG_IN,
				"REDIS_SENTINEL_USERNAME and REDIS_SENTINEL_PASSWORD must hold the log-in of the Sentinels themselves",
				true);
	}

	@Test
	void theSentinelsHaveNoQuorum() {
		try (RedisSentinels set = RedisSentinels.builder()
			.replicas(0)
			.sentinels(2)
			.quorum(2)
			.downAfter(Duration.ofMillis(300))
			.start();
				ConfigurableApplicationContext context = at("redis://mymaster").and("REDIS_SENTINEL_HOSTS", set.hosts())
					.start()) {
			set.sentinels().get(1).kill();
			await().atMost(LIMIT).untilAsserted(() -> assertThat(examine(context).findings()).anySatisfy((finding) -> {
				assertThat(finding.cause()).isEqualTo(Cause.SENTINEL_WITHOUT_QUORUM);
				assertThat(finding.prevents()).isFalse();
				assertThat(finding.remedy()).startsWith("REDIS_SENTINEL_HOSTS must list Sentinels");
			}));
			assertThat(examine(context).preventing()).isEmpty();
		}
	}

	@Test
	void thereIsNoSuchDatabase() {
		finds(at(plain.get().uri() + "/99"), Cause.DATABASE_OUT_OF_RANGE,
				"The database in REDIS_URI must be less than the number of databases of the server", true);
	}

	@Test
	void theServerIsAReplica() {
		try (RedisServer replica = RedisServer.builder()
			.config("replicaof", "127.0.0.1 " + plain.get().port())
			.start()) {
			finds(at(replica.uri()), Cause.READ_ONLY_REPLICA,
					"REDIS_URI must name its master, which is 127.0.0.1:%d.".formatted(plain.get().port()), false);
		}
	}

	@Test
	void sessionsMayBeEvicted() {
		try (RedisServer server = RedisServer.builder()
			.config("maxmemory", "100mb")
			.config("maxmemory-policy", "volatile-lru")
			.start()) {
			try (ConfigurableApplicationContext context = at(server.uri()).web().start()) {
				assertThat(examine(context).findings()).singleElement().satisfies((finding) -> {
					assertThat(finding.cause()).isEqualTo(Cause.SESSIONS_EVICTED);
					assertThat(finding.prevents()).isFalse();
					assertThat(finding.text()).contains("its maxmemory-policy is volatile-lru. "
							+ "maxmemory-policy of the server must be noeviction");
				});
			}
			try (ConfigurableApplicationContext context = at(server.uri()).start()) {
				assertThat(examine(context).findings()).as("without sessions").isEmpty();
			}
		}
	}

	@Test
	void allPlacesAreTaken() throws Exception {
		try (RedisServer server = RedisServer.builder().config("maxclients", "1").start();
				ConfigurableApplicationContext context = at(server.uri()).start();
				Monitor first = new Monitor(server)) {
			assertThat(examine(context)).satisfies(first(Cause.MAXCLIENTS_REACHED, "REDIS_MAX_CONNECTIONS"));
			refuses(context, "takes no more clients. maxclients of the server must be higher");
			assertThat(first.server()).isSameAs(server);
		}
	}

	@Test
	void theServerIsStillLoading() {
		try (RedisServer server = RedisServer.builder()
			.config("appendonly", "yes")
			.config("key-load-delay", "250")
			.start(); ConfigurableApplicationContext context = at(server.uri()).start()) {
			server.command("EVAL", "for i = 1, 8000 do redis.call('SET', i, i) end", "0");
			CompletableFuture<Void> restart = CompletableFuture.runAsync(server::restart);
			await().atMost(LIMIT)
				.pollInterval(Duration.ofMillis(50))
				.untilAsserted(
						() -> assertThat(examine(context)).satisfies(first(Cause.LOADING, "REDIS_URI is right")));
			restart.join();
		}
	}

	@Test
	void anotherInstallationUsesThePrefix() {
		plain.get().command("SET", "shared:installation", "blue");
		try (ConfigurableApplicationContext context = at(plain.get().uri()).and("REDIS_KEY_PREFIX", "shared")
			.arguments("--spring.application.name=green")
			.start()) {
			assertThat(examine(context).findings()).singleElement().satisfies((finding) -> {
				assertThat(finding.cause()).isEqualTo(Cause.PREFIX_IN_USE);
				assertThat(finding.prevents()).isFalse();
				assertThat(finding.remedy()).isEqualTo("REDIS_KEY_PREFIX must be another one here: where blue is gone, "
						+ "delete the key shared:installation.");
			});
		}
	}

	@Test
	void aPropertyOfTheApplicationIsNamedWhereItDecides() {
		finds(TestApplication.with("REDIS_KEY_PREFIX", "chat")
			.arguments("--spring.data.redis.host=127.0.0.1", "--spring.data.redis.port=" + locked.get().port(),
					"--spring.data.redis.password=" + SECRET + "-wrong"),
				Cause.WRONGPASS, "spring.data.redis.username and spring.data.redis.password must hold", false);
	}

	@Test
	void aBeanOfTheApplicationIsNamedWhereItDecides() {
		Supplier<DataRedisConnectionDetails> details = () -> new DataRedisConnectionDetails() {

			@Override
			public Standalone getStandalone() {
				return Standalone.of("127.0.0.1", 1);
			}

		};
		finds(TestApplication.with("REDIS_KEY_PREFIX", "chat").bean(DataRedisConnectionDetails.class, details),
				Cause.CONNECTION_REFUSED, "The connection bean of the application must name the host", false);
	}

	@Test
	void theVariableOfTheWebSocketConnectionIsNamed() {
		try (ConfigurableApplicationContext context = at(plain.get().uri())
			.and("WEBSOCKET_REDIS_URL", "redis://:%s-wrong@127.0.0.1:%d".formatted(SECRET, locked.get().port()))
			.start()) {
			assertThat(context.getBean(RedisDoctor.class).examine().get("webSocket"))
				.satisfies((diagnosis) -> assertThat(Objects.requireNonNull(diagnosis).findings()).singleElement()
					.satisfies((finding) -> assertThat(finding.remedy()).isEqualTo(
							"The user and the password in WEBSOCKET_REDIS_URL must be a log-in that it knows.")));
			assertThat(examine(context).findings()).isEmpty();
		}
	}

	@Test
	void allIsWell(CapturedOutput output) {
		TestApplication application = at("redis://alice:%s@127.0.0.1:%d/2".formatted(SECRET, plain.get().port()))
			.and("REDIS_KEY_PREFIX", "chat")
			.web();
		try (ConfigurableApplicationContext context = application.start(); Monitor monitor = new Monitor(plain.get())) {
			Diagnosis diagnosis = examine(context);
			assertThat(diagnosis.findings()).isEmpty();
			String server = "127.0.0.1:" + plain.get().port();
			assertThat(diagnosis.checked()).containsExactly(server + " lets alice in", server + " answers",
					server + " has database 2", server + " evicts no session",
					server + " allows alice what the starter needs under chat:*: GET, SET, UNLINK, PEXPIRE, SCAN, EVALSHA, "
							+ "PUBLISH, HGETALL, HSET",
					"chat:installation belongs to nobody");
			assertThat(monitor.commands()).filteredOn((command) -> command.words().size() > 1)
				.filteredOn((command) -> "GET SET UNLINK PEXPIRE EVALSHA HGETALL HSET PUBLISH"
					.contains(command.words().get(0)))
				.allMatch((command) -> command.words().stream().anyMatch((word) -> word.startsWith("chat:")));
			assertThat(plain.get().command("EXISTS", "chat:doctor")).isEqualTo("0");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		assertThat(output).doesNotContain(SECRET);
	}

	private static TestApplication at(Object uri) {
		return TestApplication.with("REDIS_URI", uri);
	}

	private static void finds(TestApplication application, Cause cause, String text, boolean refused) {
		try (ConfigurableApplicationContext context = application.start()) {
			assertThat(examine(context)).satisfies(first(cause, text));
			if (refused) {
				refuses(context, cause.at("", Decider.VARIABLES, "", "").remedy());
			}
		}
	}

	private static Consumer<Diagnosis> first(Cause cause, String text) {
		return (diagnosis) -> assertThat(diagnosis.findings()).isNotEmpty().first().satisfies((finding) -> {
			assertThat(finding.cause()).isEqualTo(cause);
			assertThat(finding.prevents()).isTrue();
			assertThat(finding.text()).contains(text).doesNotContain(SECRET);
		});
	}

	private static Diagnosis examine(ConfigurableApplicationContext context) {
		return Objects.requireNonNull(context.getBean(RedisDoctor.class).examine().get("main"));
	}

	/**
	 * Lettuce at times loses the server's answer to a handshake that fails at once.
	 */
	private static void refuses(ConfigurableApplicationContext context, String text) {
		RedisConnectionFactory factory = context.getBean(RedisConnectionFactory.class);
		await().atMost(LIMIT)
			.untilAsserted(() -> assertThatExceptionOfType(RedisConnectionFailureException.class)
				.isThrownBy(() -> factory.getConnection().ping())
				.withMessageContaining(text));
	}

}
