package dev.redisenv.cache.near;

import java.time.Duration;

import dev.redisenv.TestApplication;
import dev.redisenv.test.Certificates;
import dev.redisenv.test.RedisServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The links that tell of changes are opened as the application's own are: with its
 * certificates.
 */
@Tag("once")
@Timeout(120)
class NearTlsTests {

	private static final Duration BOUND = Duration.ofMillis(500);

	@Test
	void knowAServerThatAsksForCertificates() {
		try (Certificates certificates = Certificates.create();
				RedisServer server = RedisServer.builder().mutualTls(certificates).start();
				NearApplication application = NearApplication.start(TestApplication.with("REDIS_URI", server.uri())
					.and("REDIS_CA", certificates.caFile())
					.and("REDIS_TLS_CLIENT_CERT_PATH", certificates.clientCertFile())
					.and("REDIS_TLS_CLIENT_KEY_PATH", certificates.clientKeyFile())
					.and("REDIS_CLUSTER_SAFE_MODE", "false"), BOUND);
				Trial trial = new Trial(application, (key, version) -> write(server, key, version))) {
			NearApplication.killLink(server);
			trial.awaitWrites(200);
			trial.awaitHits(10_000);
			assertThat(server.command("INFO", "clients")).contains("tracking_clients:1");
			trial.end().isOfAtLeast(20_000).isNeverOlderThan(BOUND);
		}
	}

	private static boolean write(RedisServer master, String key, String version) {
		return master.command("SET", NearApplication.redisKey(key), NearApplication.json(version)).equals("OK");
	}

}
