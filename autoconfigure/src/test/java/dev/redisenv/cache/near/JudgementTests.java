package dev.redisenv.cache.near;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.redisenv.cache.near.Verdict.Read;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The readers that judge near caches find what is wrong with one.
 */
@Tag("once")
class JudgementTests {

	private static final Duration BOUND = Duration.ofMillis(100);

	private static final int WRITES = 1500;

	private final Map<String, String> store = new ConcurrentHashMap<>();

	@Test
	void findNothingWrongWithTheStoreItself() {
		assertThat(judge(this.store::get).isOfAtLeast(WRITES).isNeverOlderThan(Duration.ZERO).toString())
			.contains("oldest 0.000 ms");
	}

	@Test
	void catchACacheThatNobodyInvalidates() {
		Cache<String, String> near = Caffeine.newBuilder().build();
		Verdict verdict = judge((key) -> read(near, key));
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> verdict.isNeverOlderThan(BOUND))
			.withMessageContaining("\n  copy of age ")
			.withMessageContaining("version 1 of k");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> verdict.hasNoCopyOlderThan(BOUND));
	}

	@Test
	void catchCopiesThatLiveLongerThanTheBound() {
		Cache<String, String> near = Caffeine.newBuilder().expireAfterWrite(BOUND.multipliedBy(2)).build();
		Verdict verdict = judge((key) -> read(near, key));
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> verdict.isNeverOlderThan(BOUND));
	}

	@Test
	void catchOneOldCopyAmongMany() {
		AtomicBoolean done = new AtomicBoolean();
		Map<String, String> old = new ConcurrentHashMap<>();
		Verdict verdict = judge((key) -> {
			String first = old.computeIfAbsent(key, this.store::get);
			String now = this.store.get(key);
			return "20".equals(now) && done.compareAndSet(false, true) ? first : now;
		});
		assertThat(verdict.percentile(0.99)).isZero();
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> verdict.isNeverOlderThan(BOUND));
	}

	@Test
	void countFromTheNextWriteThatWasAcknowledged() {
		WriteLog log = new WriteLog();
		int lost = log.next(0) + 1;
		log.acknowledge(0, 1, 1000);
		assertThat(log.next(0)).isEqualTo(lost);
		assertThat(log.age(0, 1, 5000)).isZero();
		log.acknowledge(0, log.next(0), 3000);
		assertThat(log.age(0, 1, 5000)).isEqualTo(Duration.ofNanos(2000));
		assertThat(log.age(0, lost, 5000)).isEqualTo(Duration.ofNanos(2000));
		assertThat(log.age(0, 1, 2000)).isZero();
		assertThat(log.age(0, 3, 5000)).isZero();
	}

	@Test
	void tellPercentiles() {
		Verdict verdict = new Verdict();
		for (int i = 0; i < 90; i++) {
			verdict.add(new Read(0, 1, 0, Duration.ZERO, true));
		}
		for (int i = 0; i < 10; i++) {
			verdict.add(new Read(0, 1, 0, Duration.ofMillis(3), false));
		}
		assertThat(verdict.percentile(0.9)).isZero();
		assertThat(verdict.percentile(0.91)).isBetween(Duration.ofMillis(3), Duration.ofMillis(6));
		verdict.hasNoCopyOlderThan(Duration.ZERO);
	}

	@Test
	void catchACopyThatComesAfterItsInvalidation() {
		Cache<String, String> near = Caffeine.newBuilder().build();
		Verdict verdict = judge((key) -> {
			String copy = near.getIfPresent(key);
			if (copy != null) {
				return copy;
			}
			String value = this.store.get(key);
			LockSupport.parkNanos(2_000_000);
			if (value != null) {
				near.put(key, value);
			}
			return value;
		}, near::invalidate);
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> verdict.isNeverOlderThan(BOUND));
	}

	private @Nullable String read(Cache<String, String> near, String key) {
		String copy = near.getIfPresent(key);
		if (copy != null) {
			return copy;
		}
		String value = this.store.get(key);
		if (value != null) {
			near.put(key, value);
		}
		return value;
	}

	/**
	 * Has a cache read until all keys were written for longer than the bound.
	 */
	private Verdict judge(Readers.Cache cache) {
		return judge(cache, (key) -> {
		});
	}

	private Verdict judge(Readers.Cache cache, Consumer<String> invalidation) {
		WriteLog log = new WriteLog();
		Writer writer = new Writer(log, (key, version) -> {
			this.store.put(key, version);
			invalidation.accept(key);
			return true;
		});
		Readers readers = new Readers(log, cache, Readers.FEW);
		try {
			Trial.await().until(() -> writer.writes() >= WRITES && readers.reads() > 20_000);
		}
		finally {
			writer.end();
			readers.stop();
		}
		return readers.end();
	}

}
