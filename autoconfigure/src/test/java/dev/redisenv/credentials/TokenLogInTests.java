package dev.redisenv.credentials;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import dev.redisenv.TestApplication;
import dev.redisenv.Traffic;
import dev.redisenv.connection.RedisWebSocketConnection;
import dev.redisenv.diagnosis.Cause;
import dev.redisenv.diagnosis.Finding;
import dev.redisenv.doctor.RedisDoctor;
import dev.redisenv.test.Certificates;
import dev.redisenv.test.RedisCluster;
import dev.redisenv.test.RedisSentinels;
import dev.redisenv.test.RedisServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Logs in with tokens at gates that judge them as ElastiCache does: by the signature, and
 * by the keys that signed. The keys come from the SDK's own chain and live for seconds.
 * Nodes announce names, and certificates hold nothing else.
 */
@ExtendWith(OutputCaptureExtension.class)
class TokenLogInTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private static final String REGION = "eu-central-1";

	private final Certificates certificates = Certificates.builder().serverNames("localhost").create();

	private final FakeCloud cloud = FakeCloud.start();

	private final FakeAws aws = new FakeAws(this.cloud);

	@BeforeEach
	void becomeAContainer() {
		this.aws.properties().forEach(System::setProperty);
	}

	@AfterEach
	void close() {
		this.aws.properties().keySet().forEach(System::clearProperty);
		this.cloud.close();
		this.certificates.close();
	}

	@Test
	void aClusterBehindOneConfigurationEndpointNeverSeesATokenWhoseKeysAreDead(CapturedOutput output)
			throws InterruptedException {
		this.cloud.lifetime(Duration.ofSeconds(4));
		try (RedisCluster cluster = RedisCluster.builder()
			.password("admin")
			.user("svc", "real-password")
			.announceHostname("localhost")
			.tls(this.certificates)
			.start(); ClusterGates gates = ClusterGates.before(cluster, admission("elasticache"))) {
			Duration limit = this.cloud.lifetime().multipliedBy(2);
			gates.all().forEach((gate) -> gate.logInAgainWithin(limit));
			try (ConfigurableApplicationContext context = application(gates.all().get(0)).and("USE_REDIS_CLUSTER", true)
				.configuration(Caching.class)
				.start(); Traffic traffic = new Traffic(context)) {
				Duration thrice = this.cloud.lifetime().multipliedBy(3);
				await().during(thrice).atMost(thrice.plus(LIMIT)).until(() -> traffic.failures().isEmpty());
				traffic.stop();
				gates.all().forEach(LogInGate::closeLinks);
				// Reads are sent again on the links that come after those
				StringRedisTemplate template = context.getBean(StringRedisTemplate.class);
				for (int i = 0; i < 50; i++) {
					template.opsForValue().get("key" + i);
				}
			}
			assertThat(gates.all()).flatExtracting(LogInGate::refusals).isEmpty();
			Set<String> tokens = gates.logIns().stream().map(LogIn::token).collect(Collectors.toSet());
			assertThat(tokens).hasSizeGreaterThan(2).allSatisfy((token) -> assertThat(output).doesNotContain(token));
		}
	}

	@Test
	void memoryDbAndServerlessCachesWantTokensOfTheirOwn() {
		try (RedisServer server = server();
				LogInGate memoryDb = LogInGate.before(server, admission("memorydb"));
				ConfigurableApplicationContext context = application(memoryDb)
					.arguments("--redis-env.aws.service=memorydb")
					.start()) {
			assertThat(ping(context)).isEqualTo("PONG");
		}
		try (RedisServer server = server();
				LogInGate serverless = LogInGate.before(server, admission("elasticache"));
				ConfigurableApplicationContext context = application(serverless)
					.arguments("--redis-env.aws.service=elasticache-serverless")
					.start()) {
			assertThat(ping(context)).isEqualTo("PONG");
			assertThat(serverless.logIns())
				.allSatisfy((logIn) -> assertThat(ConnectToken.parse(logIn.token()).isServerless()).isTrue());
		}
	}

	@Test
	void theWebSocketConnectionLogsInWithTokensOfItsUser() {
		try (RedisServer server = server();
				LogInGate gate = LogInGate.before(server, admission("elasticache"));
				RedisServer other = RedisServer.builder()
					.password("admin")
					.user("ws@example.com", "real-password")
					.tls(this.certificates)
					.start();
				LogInGate otherGate = LogInGate.before(other,
						Admission
							.of("ws@example.com", "real-password", this.aws.cache("elasticache", "articles", REGION))
							.tls(this.certificates));
				ConfigurableApplicationContext context = application(gate)
					.and("WEBSOCKET_REDIS_URL", "rediss://ws%40example.com@localhost:" + otherGate.port())
					.start()) {
			RedisWebSocketConnection webSocket = context.getBean(RedisWebSocketConnection.class);
			assertThat(webSocket.connectionFactory().getConnection().ping()).isEqualTo("PONG");
			assertThat(otherGate.logIns()).extracting(LogIn::user).containsOnly("ws@example.com");
		}
	}

	@Test
	void aRefusedTokenIsBlamedOnTheCloud() {
		try (RedisServer server = server();
				LogInGate gate = LogInGate.before(server,
						Admission.of("svc", "real-password", (user, token) -> false).tls(this.certificates));
				ConfigurableApplicationContext context = application(gate).start()) {
			assertThat(examine(context)).satisfies((finding) -> {
				assertThat(finding.cause()).isEqualTo(Cause.WRONGPASS);
				assertThat(finding.remedy()).startsWith("REDIS_IAM_AUTH_PROVIDER must name the cloud of the server");
			});
		}
	}

	@Test
	void aMissingTokenIsReportedAndHadAsSoonAsTheCloudIsBack() {
		this.cloud.fail();
		try (RedisServer server = server();
				LogInGate gate = LogInGate.before(server, admission("elasticache"));
				ConfigurableApplicationContext context = application(gate).start()) {
			assertThat(examine(context)).satisfies((finding) -> {
				assertThat(finding.cause()).isEqualTo(Cause.TOKEN_MISSING);
				assertThat(finding.fault()).startsWith("There is no token to log in to localhost:" + gate.port());
			});
			TokenStatus status = context.getBean(TokenStatus.class);
			assertThat(status.report().trouble()).startsWith("No token of aws to log in with: ");
			this.cloud.heal();
			await().atMost(LIMIT)
				.ignoreException(RedisConnectionFailureException.class)
				.until(() -> ping(context).equals("PONG"));
			assertThat(status.report().well()).isTrue();
			assertThat(status.report().details().toString()).contains("expiry").contains("user=svc");
		}
	}

	@Test
	void anIssuerThatHangsIsNotTakenForAServerWithoutTls() {
		this.cloud.hang();
		try (RedisServer server = server();
				LogInGate gate = LogInGate.before(server, admission("elasticache"));
				ConfigurableApplicationContext context = application(gate).and("REDIS_SOCKET_TIMEOUT", "2s").start()) {
			assertThatExceptionOfType(RedisConnectionFailureException.class).isThrownBy(() -> ping(context))
				.withMessageContaining("There is no token to log in to localhost:" + gate.port()
						+ " with: nobody answers within 1000 ms.");
			assertThat(examine(context).cause()).isEqualTo(Cause.TOKEN_MISSING);
		}
	}

	@Test
	void aMissingTokenIsReportedForAClusterToo() {
		this.cloud.fail();
		try (RedisCluster cluster = RedisCluster.builder().masters(1).password("admin").tls(this.certificates).start();
				ConfigurableApplicationContext context = application("localhost:" + cluster.nodes().get(0).port())
					.and("USE_REDIS_CLUSTER", true)
					.start()) {
			assertThatExceptionOfType(RedisConnectionFailureException.class).isThrownBy(() -> ping(context))
				.withMessageContaining("There is no token to log in to ")
				.withMessageNotContaining("nobody says why");
		}
	}

	@Test
	void theMasterBehindSentinelsGetsATokenAndTheSentinelsTheirPassword() {
		try (RedisSentinels set = RedisSentinels.builder()
			.replicas(0)
			.sentinels(1)
			.password("admin")
			.user("svc", "token", "~*", "&*", "+@all")
			.sentinelPassword("s3cr3t-of-sentinels")
			.tls(this.certificates)
			.start();
				ConfigurableApplicationContext context = TestApplication
					.with("REDIS_URI", "rediss://svc@" + set.masterName())
					.and("REDIS_SENTINEL_HOSTS", set.hosts())
					.and("REDIS_SENTINEL_PASSWORD", "s3cr3t-of-sentinels")
					.and("REDIS_CA", this.certificates.caFile())
					.and("REDIS_SSL_CHECK_HOSTNAME", false)
					.and("REDIS_IAM_AUTH_PROVIDER", "azure")
					.bean(TokenCredential.class,
							() -> (request) -> Mono
								.just(new AccessToken("token", OffsetDateTime.now(ZoneOffset.UTC).plusHours(1))))
					.start()) {
			assertThat(ping(context)).isEqualTo("PONG");
			assertThat(context.getBean(RedisDoctor.class).examine().values())
				.allSatisfy((diagnosis) -> assertThat(diagnosis.findings()).isEmpty());
		}
	}

	private RedisServer server() {
		return RedisServer.builder().password("admin").user("svc", "real-password").tls(this.certificates).start();
	}

	private Admission admission(String service) {
		return Admission.of("svc", "real-password", this.aws.cache(service, "articles", REGION)).tls(this.certificates);
	}

	private TestApplication application(LogInGate gate) {
		return application("localhost:" + gate.port());
	}

	private TestApplication application(String server) {
		return TestApplication.with("REDIS_URI", "rediss://svc@" + server)
			.and("REDIS_CA", this.certificates.caFile())
			.and("REDIS_IAM_AUTH_PROVIDER", "aws")
			.and("AWS_REGION", REGION)
			.arguments("--redis-env.aws.cache-name=articles", "--redis-env.startup=background");
	}

	private static String ping(ConfigurableApplicationContext context) {
		return Objects.requireNonNull(
				context.getBean(StringRedisTemplate.class).execute((connection) -> connection.ping(), true));
	}

	private static Finding examine(ConfigurableApplicationContext context) {
		return context.getBean(RedisDoctor.class)
			.examine()
			.values()
			.stream()
			.flatMap((diagnosis) -> diagnosis.preventing().stream())
			.findFirst()
			.orElseThrow();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching
	static class Caching {

	}

}
