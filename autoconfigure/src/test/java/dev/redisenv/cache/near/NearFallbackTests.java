package dev.redisenv.cache.near;

import java.time.Duration;
import java.util.Map;

import dev.redisenv.TestApplication;
import dev.redisenv.test.RedisServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * No read of a near cache is older than the bound where the server may not say what
 * changes.
 */
@Tag("once")
@Timeout(120)
class NearFallbackTests {

	private static final Duration BOUND = Duration.ofMillis(300);

	private final RedisServer server = RedisServer.builder()
		.user("limited", "limited-password", "~*", "&*", "+@all", "-client", "+client|setname", "+client|id")
		.start();

	private final LinkRelay relay = new LinkRelay(this.server.port());

	@AfterEach
	void close() {
		this.relay.close();
		this.server.close();
	}

	@ParameterizedTest
	@EnumSource
	void whileAnotherInstanceWrites(Reason reason) {
		try (NearApplication application = start(reason); NearApplication other = start(reason)) {
			Writer.Store writes = (key, version) -> {
				other.put(key, version);
				return true;
			};
			try (Trial trial = new Trial(application, writes)) {
				assertThat(this.server.command("INFO", "clients")).contains("tracking_clients:0");
				double invalidations = application.meter("invalidations");
				trial.awaitWrites(500);
				trial.awaitHits(10_000);
				assertThat(application.meter("invalidations")).isGreaterThan(invalidations);
				trial.end().isOfAtLeast(20_000).isNeverOlderThan(BOUND);
			}
		}
	}

	/**
	 * Nobody says what such a client writes, and what is read may be old when it arrives.
	 */
	@ParameterizedTest
	@EnumSource
	void whileAnyClientWrites(Reason reason) {
		try (NearApplication application = start(reason);
				Masters masters = Masters.of(this.server);
				Trial trial = new Trial(application, masters, Readers.MANY)) {
			this.relay.slowAnswers(BOUND.dividedBy(3));
			trial.awaitWrites(1000);
			trial.awaitHits(500);
			trial.end().isOfAtLeast(10_000).isNeverOlderThan(BOUND);
		}
	}

	private NearApplication start(Reason reason) {
		TestApplication application = TestApplication.with("REDIS_URI", this.relay.uri());
		reason.variables().forEach(application::and);
		return NearApplication.start(application, BOUND);
	}

	enum Reason {

		/** The user may not switch tracking on. */
		REFUSED,

		/** A proxy does not know which link is whose. */
		SHARDING_ENDPOINT;

		Map<String, String> variables() {
			return (this == SHARDING_ENDPOINT) ? Map.of("REDIS_CLUSTER_SAFE_MODE", "true")
					: Map.of("REDIS_CLUSTER_SAFE_MODE", "false", "REDIS_USERNAME", "limited", "REDIS_PASSWORD",
							"limited-password");
		}

	}

}
