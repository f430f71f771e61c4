package dev.redisenv.credentials;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import dev.redisenv.test.Certificates;
import dev.redisenv.test.RedisCluster;
import dev.redisenv.test.RedisServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Whole applications with what the clouds put into the environment of a workload, and
 * nothing else: the clouds' own libraries find out who they are. All run at the same
 * time, each before servers of its own.
 */
@Tag("once")
class AmbientTokenTests {

	private static final Duration LIFETIME = Duration.ofSeconds(4);

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private static final String PASSWORD = "real-password";

	private final FakeCloud cloud = FakeCloud.start();

	private final FakeAws aws = new FakeAws(this.cloud);

	private final FakeGoogle google = new FakeGoogle(this.cloud);

	private final FakeAzure azure = new FakeAzure(this.cloud);

	private final Set<String> issued = ConcurrentHashMap.newKeySet();

	private final Certificates certificates = Certificates.create();

	@AfterEach
	void close() {
		this.cloud.close();
		this.certificates.close();
	}

	@Test
	void logInAndStaySoWithWhatTheEnvironmentLeadsTo() throws Exception {
		this.cloud.lifetime(LIFETIME);
		this.cloud.onIssue((token, end) -> this.issued.add(token));
		try (Workload aws = aws();
				Workload appService = azure(this.azure.appService());
				Workload machine = azure(this.azure.machine());
				Workload google = google()) {
			for (Workload workload : List.of(aws, appService, machine, google)) {
				await().atMost(LIMIT)
					.failFast(() -> assertThat(workload.jvm().isAlive()).as(workload.jvm().output()).isTrue())
					.until(() -> workload.gates().stream().allMatch(AmbientTokenTests::hasRenewedTwiceInPlace));
			}
			assertThatAllWasWell(aws, "svc");
			assertThatAllWasWell(appService, FakeAzure.OBJECT_ID);
			assertThatAllWasWell(machine, FakeAzure.OBJECT_ID);
			assertThatAllWasWell(google, "default");
		}
	}

	private Workload aws() throws IOException {
		RedisServer server = server("svc");
		LogInGate gate = LogInGate.before(server,
				Admission.of("svc", PASSWORD, this.aws.cache("elasticache", "articles", "eu-central-1"))
					.tls(this.certificates));
		Map<String, String> variables = new HashMap<>(this.aws.environment());
		variables.put("REDIS_URI", "rediss://svc@localhost:" + gate.port());
		variables.put("REDIS_IAM_AUTH_PROVIDER", "aws");
		variables.put("AWS_REGION", "eu-central-1");
		variables.put("REDISENV_AWS_CACHENAME", "articles");
		return start(server::close, List.of(gate), variables);
	}

	private Workload azure(Map<String, String> identity) throws IOException {
		RedisServer server = server(FakeAzure.OBJECT_ID);
		LogInGate gate = LogInGate.before(server,
				Admission.of(FakeAzure.OBJECT_ID, PASSWORD, this.azure::accepts).tls(this.certificates));
		Map<String, String> variables = new HashMap<>(identity);
		variables.put("REDIS_URI", "rediss://" + FakeAzure.OBJECT_ID + "@localhost:" + gate.port());
		variables.put("REDIS_IAM_AUTH_PROVIDER", "azure");
		return start(server::close, List.of(gate), variables);
	}

	private Workload google() throws IOException {
		RedisCluster cluster = RedisCluster.builder().masters(2).password(PASSWORD).tls(this.certificates).start();
		ClusterGates gates = ClusterGates.before(cluster,
				Admission.of("default", PASSWORD, this.google::accepts).tls(this.certificates));
		Map<String, String> variables = new HashMap<>(this.google.environment());
		variables.put("REDIS_URI", "rediss://127.0.0.1:" + gates.all().get(0).port());
		variables.put("USE_REDIS_CLUSTER", "true");
		variables.put("REDIS_IAM_AUTH_PROVIDER", "gcp");
		return start(cluster::close, gates.all(), variables);
	}

	private RedisServer server(String user) {
		return RedisServer.builder().password("admin").user(user, PASSWORD).tls(this.certificates).start();
	}

	private Workload start(Runnable stopServers, List<LogInGate> gates, Map<String, String> variables)
			throws IOException {
		variables.put("REDIS_CA", this.certificates.caFile().toString());
		// The libraries take their time for the first token
		variables.put("REDISENV_STARTUP", "wait");
		return new Workload(ChildJvm.start(TokenApplication.class, variables), gates, stopServers);
	}

	/**
	 * Returns whether one link has shown three tokens.
	 */
	private static boolean hasRenewedTwiceInPlace(LogInGate gate) {
		return gate.logIns()
			.stream()
			.collect(Collectors.groupingBy(LogIn::link, Collectors.mapping(LogIn::token, Collectors.toSet())))
			.values()
			.stream()
			.anyMatch((tokens) -> tokens.size() > 2);
	}

	private void assertThatAllWasWell(Workload workload, String user) throws IOException, InterruptedException {
		int status = workload.jvm().end();
		String output = workload.jvm().output();
		assertThat(output).contains("user=" + user + "\n", "failures=[]\n")
			.containsPattern("traffic=[1-9][0-9]+ operations");
		assertThat(status).as(output).isZero();
		assertThat(workload.gates()).flatExtracting(LogInGate::refusals).isEmpty();
		assertThat(workload.gates()).flatExtracting(LogInGate::logIns)
			.extracting(LogIn::token)
			.noneMatch(output::contains);
		assertThat(this.issued).noneMatch(output::contains);
	}

	/**
	 * An application, and the gates before its servers.
	 */
	private record Workload(ChildJvm jvm, List<LogInGate> gates, Runnable stopServers) implements AutoCloseable {

		@Override
		public void close() throws IOException {
			this.jvm.close();
			this.gates.forEach(LogInGate::close);
			this.stopServers.run();
		}

	}

}
