package dev.redisenv.credentials;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

import dev.redisenv.test.Certificates;
import dev.redisenv.test.RedisCluster;
import dev.redisenv.test.RedisServer;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import io.lettuce.core.StaticCredentialsProvider;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What the gate lets through, with a client that knows nothing of it.
 */
class LogInGateTests {

	private static final Duration LIMIT = Duration.ofSeconds(5);

	private static final RedisClient CLIENT = RedisClient.create();

	private final Set<String> valid = ConcurrentHashMap.newKeySet();

	private final Admission admission = Admission.of("svc", "real-password",
			(user, token) -> this.valid.contains(token));

	@AfterAll
	static void shutdown() {
		CLIENT.shutdown(Duration.ZERO, LIMIT);
	}

	@Test
	void aGoodTokenLogsInAndTheServersPasswordDoesNot() {
		this.valid.add("good");
		try (RedisServer server = server();
				LogInGate gate = LogInGate.before(server, this.admission);
				StatefulRedisConnection<String, String> link = connect(gate.uri(), "good")) {
			assertThat(link.sync().aclWhoami()).isEqualTo("svc");
			assertThat(gate.links()).singleElement().extracting(LogIn::token).isEqualTo("good");
			for (String token : List.of("real-password", "other", "")) {
				assertThatExceptionOfType(RedisConnectionException.class).isThrownBy(() -> connect(gate.uri(), token));
				// Lettuce does not always tell why, but for a link that is open
				assertThatExceptionOfType(RedisCommandExecutionException.class)
					.isThrownBy(() -> link.sync().auth("svc", token))
					.withMessageStartingWith("WRONGPASS");
			}
			assertThat(gate.refusals()).extracting(LogIn::token)
				.containsExactly("real-password", "real-password", "other", "other", "", "");
			assertThat(gate.logIns()).hasSize(1);
		}
	}

	@Test
	void nothingPassesBeforeALogIn() {
		try (RedisServer server = server(); LogInGate gate = LogInGate.before(server, this.admission)) {
			RedisURI uri = RedisURI.create(gate.uri());
			assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> CLIENT.connect(uri).sync().get("key"))
				.havingRootCause()
				.withMessageContaining("NOAUTH");
		}
	}

	@Test
	void anotherLogInOfALiveLinkIsAnsweredInOrder() {
		this.valid.addAll(List.of("first", "second"));
		try (RedisServer server = server();
				LogInGate gate = LogInGate.before(server, this.admission);
				StatefulRedisConnection<String, String> link = connect(gate.uri(), "first")) {
			RedisAsyncCommands<String, String> commands = link.async();
			List<CompletableFuture<Long>> before = count(commands);
			CompletableFuture<String> good = commands.auth("svc", "second").toCompletableFuture();
			List<CompletableFuture<Long>> between = count(commands);
			CompletableFuture<String> bad = commands.auth("svc", "third").toCompletableFuture();
			List<CompletableFuture<Long>> after = count(commands);
			assertThat(good).succeedsWithin(LIMIT).isEqualTo("OK");
			assertThat(bad).failsWithin(LIMIT)
				.withThrowableThat()
				.havingCause()
				.isInstanceOf(RedisCommandExecutionException.class)
				.withMessage("WRONGPASS invalid username-password pair or user is disabled.");
			assertThat(before.get(99)).succeedsWithin(LIMIT).isEqualTo(100L);
			assertThat(between.get(99)).succeedsWithin(LIMIT).isEqualTo(200L);
			assertThat(after.get(99)).succeedsWithin(LIMIT).isEqualTo(300L);
			assertThat(gate.links()).singleElement().extracting(LogIn::token).isEqualTo("second");
		}
	}

	@Test
	void aLinkThatDoesNotLogInAgainInTimeIsClosed() {
		this.valid.add("good");
		try (RedisServer server = server(); LogInGate gate = LogInGate.before(server, this.admission)) {
			gate.logInAgainWithin(Duration.ofMillis(600));
			try (StatefulRedisConnection<String, String> idle = connect(gate.uri(), "good");
					StatefulRedisConnection<String, String> faithful = connect(gate.uri(), "good")) {
				String kept = faithful.sync().clientId().toString();
				String lost = idle.sync().clientId().toString();
				await().atMost(LIMIT).pollInterval(Duration.ofMillis(200)).until(() -> {
					faithful.sync().auth("svc", "good");
					return !server.command("CLIENT", "LIST").contains("id=" + lost + " ");
				});
				assertThat(faithful.sync().clientId()).hasToString(kept);
			}
		}
	}

	@Test
	void aServerThatIsBackIsReachedAgain() {
		this.valid.add("good");
		try (RedisServer server = server(); LogInGate gate = LogInGate.before(server, this.admission)) {
			server.kill();
			assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> connect(gate.uri(), "good"));
			server.restart();
			try (StatefulRedisConnection<String, String> link = connect(gate.uri(), "good")) {
				assertThat(link.sync().ping()).isEqualTo("PONG");
			}
		}
	}

	@Test
	void theGateSpeaksTlsWhenTheServerDoes() {
		this.valid.add("good");
		try (Certificates certificates = Certificates.create();
				RedisServer server = RedisServer.builder()
					.user("svc", "real-password")
					.password("x")
					.tls(certificates)
					.start();
				LogInGate gate = LogInGate.before(server, this.admission.tls(certificates))) {
			CLIENT.setOptions(trusting(certificates));
			try (StatefulRedisConnection<String, String> link = connect(gate.uri(), "good")) {
				assertThat(link.sync().aclWhoami()).isEqualTo("svc");
			}
		}
	}

	@Test
	void theNodesOfAClusterAnnounceTheirGates() {
		this.valid.add("good");
		try (RedisCluster cluster = RedisCluster.builder().user("svc", "real-password").password("x").start();
				ClusterGates gates = ClusterGates.before(cluster, this.admission)) {
			useCluster(gates, ClientOptions.create());
		}
	}

	@Test
	void theNodesOfAClusterWithTlsAndReplicasAnnounceTheirGates() {
		this.valid.add("good");
		try (Certificates certificates = Certificates.create();
				RedisCluster cluster = RedisCluster.builder()
					.user("svc", "real-password")
					.password("x")
					.tls(certificates)
					.replicasPerMaster(1)
					.start();
				ClusterGates gates = ClusterGates.before(cluster, this.admission.tls(certificates))) {
			cluster.awaitHealthy();
			useCluster(gates, trusting(certificates));
		}
	}

	private void useCluster(ClusterGates gates, ClientOptions options) {
		RedisURI seed = RedisURI.create(gates.all().get(0).uri());
		seed.setCredentialsProvider(new StaticCredentialsProvider("svc", "good".toCharArray()));
		RedisClusterClient client = RedisClusterClient.create(CLIENT.getResources(), seed);
		client.setOptions(ClusterClientOptions.builder(options).build());
		try (StatefulRedisClusterConnection<String, String> links = client.connect()) {
			IntStream.range(0, 50).forEach((i) -> links.sync().set("key-" + i, "value"));
			assertThat(links.getPartitions()).extracting(RedisClusterNode::getUri)
				.extracting(RedisURI::getPort)
				.containsExactlyInAnyOrderElementsOf(gates.all().stream().map(LogInGate::port).toList());
			assertThat(gates.links()).hasSizeGreaterThanOrEqualTo(3).extracting(LogIn::token).containsOnly("good");
		}
		finally {
			client.shutdown(Duration.ZERO, LIMIT);
		}
	}

	private static ClientOptions trusting(Certificates certificates) {
		return ClientOptions.builder()
			.sslOptions(SslOptions.builder().trustManager(certificates.caFile().toFile()).build())
			.build();
	}

	private static RedisServer server() {
		return RedisServer.builder().user("svc", "real-password").password("x").start();
	}

	private StatefulRedisConnection<String, String> connect(URI uri, String token) {
		RedisURI target = RedisURI.create(uri);
		target.setTimeout(LIMIT);
		target.setCredentialsProvider(new StaticCredentialsProvider("svc", token.toCharArray()));
		return CLIENT.connect(target);
	}

	private static List<CompletableFuture<Long>> count(RedisAsyncCommands<String, String> commands) {
		return IntStream.range(0, 100).mapToObj((i) -> commands.incr("counter").toCompletableFuture()).toList();
	}

}
