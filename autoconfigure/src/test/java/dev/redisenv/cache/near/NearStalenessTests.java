package dev.redisenv.cache.near;

import java.time.Duration;
import java.util.stream.IntStream;

import dev.redisenv.TestApplication;
import dev.redisenv.test.RedisServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * No read of a near cache is older than the bound, whatever happens to one server and the
 * links to it.
 */
@Timeout(120)
class NearStalenessTests {

	private static final Duration BOUND = Duration.ofMillis(300);

	private final RedisServer server = RedisServer.start();

	private final LinkRelay relay = new LinkRelay(this.server.port());

	private final NearApplication application = NearApplication
		.start(TestApplication.with("REDIS_URI", this.relay.uri()).and("REDIS_CLUSTER_SAFE_MODE", "false"), BOUND);

	private final Masters masters = Masters.of(this.server);

	@AfterEach
	void close() {
		this.application.close();
		this.relay.close();
		this.masters.close();
		this.server.close();
	}

	@Test
	void inCalm() {
		try (Trial trial = new Trial(this.application, this.masters)) {
			double before = this.application.hits();
			trial.awaitHits(10_000);
			assertThat(this.server.command("INFO", "clients")).contains("tracking_clients:1");
			assertThat(this.application.meter("staleness")).isLessThan(seconds(BOUND));
			assertThat(this.application.meter("invalidations")).isPositive();
			Verdict verdict = trial.endAfterAMillionHits().isNeverOlderThan(BOUND);
			assertThat(verdict.percentile(0.99)).as(verdict::toString).isLessThan(Duration.ofMillis(5));
			assertThat(this.application.hits() - before).isGreaterThan((double) trial.writes());
		}
	}

	/**
	 * A million reads in all.
	 */
	@Test
	void whenTheLinkIsKilledAgainAndAgain() {
		try (Trial trial = new Trial(this.application, this.masters)) {
			for (int i = 0; i < 5; i++) {
				double clears = this.application.meter("clears");
				NearApplication.killLink(this.server);
				trial.awaitWrites(100);
				Trial.await().until(() -> this.application.meter("clears") > clears);
				trial.awaitHits(10_000);
			}
			trial.endAfterAMillionHits().isNeverOlderThan(BOUND);
		}
	}

	/**
	 * A million reads in all.
	 */
	@Test
	void whenTheLinkIsFrozen() {
		try (Trial trial = new Trial(this.application, this.masters)) {
			for (int i = 0; i < 2; i++) {
				double before = this.application.hits();
				this.relay.freeze();
				trial.awaitWrites(100);
				trial.awaitNoHits();
				double after = this.application.hits();
				assertThat(after).isGreaterThan(before);
				trial.awaitWrites(100);
				trial.awaitReads(1000);
				assertThat(this.application.hits()).isEqualTo(after);
				assertThat(this.application.meter("staleness")).isGreaterThan(seconds(BOUND));
				this.relay.thaw();
				trial.awaitHits(10_000);
			}
			trial.endAfterAMillionHits().isNeverOlderThan(BOUND);
		}
	}

	@Test
	void whenTheLinkIsSlowerThanTheBound() {
		try (Trial trial = new Trial(this.application, this.masters)) {
			this.relay.slowInvalidations(BOUND.multipliedBy(2));
			trial.awaitNoHits();
			trial.awaitWrites(1000);
			this.relay.slowInvalidations(Duration.ZERO);
			trial.awaitHits(10_000);
			trial.end().isOfAtLeast(20_000).isNeverOlderThan(BOUND);
		}
	}

	/**
	 * A value may be read before it is replaced, and arrive after the invalidation.
	 */
	@Test
	void whenAnswersAreSlowerThanInvalidations() {
		try (Trial trial = new Trial(this.application, this.masters, Readers.MANY)) {
			this.relay.slowAnswers(Duration.ofMillis(20));
			trial.awaitWrites(1000);
			trial.awaitHits(2000);
			trial.end().isOfAtLeast(10_000).isNeverOlderThan(BOUND);
		}
	}

	@Test
	void whenTheServerIsFrozen() {
		try (Trial trial = new Trial(this.application, this.masters)) {
			for (int i = 0; i < 2; i++) {
				this.server.freeze();
				Trial.await().until(() -> Double.isNaN(this.application.meter("staleness")));
				// What began before the bound may be counted after it
				double most = this.application.hits() + Readers.FEW;
				Trial.await().during(BOUND).until(() -> this.application.hits() <= most);
				this.server.thaw();
				trial.awaitWrites(100);
				trial.awaitHits(10_000);
			}
			trial.end().isOfAtLeast(30_000).isNeverOlderThan(BOUND);
		}
	}

	@Test
	void whenEverythingIsFlushed() {
		try (Trial trial = new Trial(this.application, this.masters)) {
			for (String flush : new String[] { "FLUSHDB", "FLUSHALL", "FLUSHDB", "FLUSHALL" }) {
				double clears = this.application.meter("clears");
				trial.flush(() -> this.server.command(flush));
				trial.awaitHits(10_000);
				assertThat(this.application.meter("clears")).isGreaterThan(clears);
			}
			trial.end().isOfAtLeast(40_000).isNeverOlderThan(BOUND);
		}
	}

	/**
	 * Nothing is written afterwards, so nothing but the push itself says that values are
	 * gone.
	 */
	@Test
	void whenNothingFollowsAFlush() {
		IntStream.range(0, WriteLog.KEYS).mapToObj(WriteLog::name).forEach((key) -> this.application.put(key, "value"));
		Trial.await().until(() -> {
			double before = this.application.hits();
			return "value".equals(this.application.get("k0")) && this.application.hits() > before;
		});
		this.server.command("FLUSHALL");
		Trial.await()
			.atMost(BOUND)
			.until(() -> IntStream.range(0, WriteLog.KEYS)
				.mapToObj(WriteLog::name)
				.allMatch((key) -> this.application.get(key) == null));
	}

	@Test
	void whenTheServerIsStartedAgain() {
		try (Trial trial = new Trial(this.application, this.masters)) {
			this.server.restart();
			trial.awaitWrites(100);
			trial.awaitHits(10_000);
			trial.end().isOfAtLeast(20_000).isNeverOlderThan(BOUND);
		}
	}

	/**
	 * Answers are slow, so that reads and writes of one key overlap.
	 */
	@Test
	void neverBehindWhatTheApplicationItselfWrites() {
		Writer.Store itself = (key, version) -> {
			if (Integer.parseInt(version) % 5 == 0) {
				this.application.evict(key);
			}
			else {
				this.application.put(key, version);
			}
			return true;
		};
		try (Trial trial = new Trial(this.application, itself)) {
			this.relay.slowAnswers(Duration.ofMillis(2));
			trial.awaitWrites(300);
			trial.awaitHits(2000);
			trial.end().isOfAtLeast(10_000).isNeverOlderThan(Duration.ZERO);
		}
	}

	/**
	 * The tolerance is that of two clocks that count milliseconds.
	 */
	@Test
	void neverBehindTheEndOfAnEntry() {
		WriteLog log = new WriteLog();
		Readers readers = new Readers(log, this.application::get, Readers.FEW);
		try {
			for (int round = 0; round < 4; round++) {
				IntStream.range(0, WriteLog.KEYS).forEach((key) -> writeWithAnEnd(log, key));
				Trial.await().until(() -> this.server.command("DBSIZE").equals("0"));
			}
		}
		finally {
			readers.stop();
		}
		readers.end().isOfAtLeast(10_000).isNeverOlderThan(Duration.ofMillis(10));
		assertThat(this.application.hits()).isGreaterThan(10_000);
	}

	private void writeWithAnEnd(WriteLog log, int key) {
		int version = log.next(key);
		Duration life = Duration.ofMillis(100 + 4 * key);
		this.server.command("SET", NearApplication.redisKey(WriteLog.name(key)),
				NearApplication.json(String.valueOf(version)), "PX", String.valueOf(life.toMillis()));
		long written = log.now();
		log.acknowledge(key, version, written);
		log.acknowledge(key, log.next(key), written + life.toNanos());
	}

	private static double seconds(Duration duration) {
		return duration.toMillis() / 1000.0;
	}

}
