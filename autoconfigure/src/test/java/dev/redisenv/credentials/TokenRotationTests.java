package dev.redisenv.credentials;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import dev.redisenv.TestApplication;
import dev.redisenv.Traffic;
import dev.redisenv.test.Certificates;
import dev.redisenv.test.RedisCluster;
import dev.redisenv.test.RedisServer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Keeps two applications busy while their tokens expire again and again: one of Azure's
 * on a single server, where every blocking read opens a link of its own, and one of
 * Google's on a cluster, with a pool. The servers take the last two tokens as passwords
 * and no others; their certificates hold addresses only, as Memorystore's do.
 * {@code -Drotation.seconds=120 -Drotation.interval=5} makes it longer.
 */
class TokenRotationTests {

	private static final Log log = LogFactory.getLog(TokenRotationTests.class);

	private static final Duration DURATION = Duration.ofSeconds(Integer.getInteger("rotation.seconds", 8));

	/** Tokens are renewed after about three quarters of their lives. */
	private static final Duration LIFETIME = Duration.ofSeconds(Integer.getInteger("rotation.interval", 2))
		.multipliedBy(4)
		.dividedBy(3);

	private static final Duration LIMIT = Duration.ofSeconds(10);

	@Test
	void failsNoCommand() throws Exception {
		try (Certificates certificates = Certificates.builder().serverNames("127.0.0.1").create();
				RedisServer single = RedisServer.builder()
					.password("admin")
					.user("alice", "none", "~*", "&*", "+@all")
					.tls(certificates)
					.start();
				RedisCluster cluster = RedisCluster.builder().password("admin").tls(certificates).start();
				FakeCloud cloud = FakeCloud.start()) {
			Passwords azure = new Passwords(List.of(single), "alice");
			Passwords google = new Passwords(cluster.nodes(), "default");
			cloud.lifetime(LIFETIME);
			cloud.onIssue((token, end) -> google.accept(token));
			try (ConfigurableApplicationContext first = application(certificates)
				.and("REDIS_URI", "rediss://alice@127.0.0.1:" + single.port())
				.and("REDIS_IAM_AUTH_PROVIDER", "azure")
				.bean(TokenCredential.class, () -> (request) -> Mono.fromSupplier(azure::issue))
				.start();
					ConfigurableApplicationContext second = application(certificates)
						.and("REDIS_URI", "rediss://127.0.0.1:" + cluster.nodes().get(0).port())
						.and("USE_REDIS_CLUSTER", true)
						.and("REDIS_IAM_AUTH_PROVIDER", "gcp")
						.and("REDIS_GCP_SERVICE_ACCOUNT_JSON", new FakeGoogle(cloud).serviceAccountJson())
						.and("REDIS_MAX_CONNECTIONS", 4)
						.start();
					Traffic onSingle = new Traffic(first);
					Traffic onCluster = new Traffic(second)) {
				await().during(DURATION)
					.atMost(DURATION.plus(LIMIT))
					.until(() -> onSingle.failures().isEmpty() && onCluster.failures().isEmpty());
				onSingle.stop();
				onCluster.stop();
				log.info("single server, %s: %s; cluster, %s: %s".formatted(azure, onSingle, google, onCluster));
				Stream.of(azure, google).forEach((passwords) -> {
					await().atMost(LIMIT).until(passwords::haveLoggedEveryLinkInAgain);
					assertThat(passwords.refusals()).isEmpty();
				});
			}
		}
	}

	private static TestApplication application(Certificates certificates) {
		return TestApplication.with("REDIS_CA", certificates.caFile()).configuration(Caching.class);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching
	static class Caching {

	}

	/**
	 * The last two tokens, as passwords of a user.
	 */
	private static final class Passwords {

		private final List<RedisServer> servers;

		private final String user;

		private String last = "none";

		private int issued;

		Passwords(List<RedisServer> servers, String user) {
			this.servers = servers;
			this.user = user;
		}

		AccessToken issue() {
			String token = FakeCloud.random();
			accept(token);
			return new AccessToken(token, OffsetDateTime.ofInstant(Instant.now().plus(LIFETIME), ZoneOffset.UTC));
		}

		synchronized void accept(String token) {
			this.servers.forEach(
					(server) -> server.command("ACL", "SETUSER", this.user, "resetpass", ">" + this.last, ">" + token));
			this.last = token;
			this.issued++;
		}

		boolean haveLoggedEveryLinkInAgain() {
			List<String> links = this.servers.stream()
				.flatMap((server) -> server.command("CLIENT", "LIST").lines())
				.filter((link) -> link.contains("name=" + TestApplication.CLIENT_NAME))
				.toList();
			return !links.isEmpty() && links.stream().allMatch((link) -> link.contains("cmd=auth"));
		}

		List<String> refusals() {
			return this.servers.stream()
				.map((server) -> server.command("ACL", "LOG"))
				.filter((refusal) -> !refusal.isEmpty())
				.toList();
		}

		@Override
		public synchronized String toString() {
			return this.issued + " tokens";
		}

	}

}
