package dev.redisenv.cache;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.redisenv.connection.Subscription;

import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * Wakes those who wait for another instance's load. The subscription begins with the
 * first wait.
 */
final class LoadSignals {

	/** One wait for each key: a process asks for a key once at a time. */
	private final Map<ByteBuffer, CountDownLatch> waits = new ConcurrentHashMap<>();

	private final Subscription subscription;

	LoadSignals(RedisConnectionFactory connectionFactory, String channel) {
		this.subscription = new Subscription(connectionFactory, channel, "redis-cache-signal-",
				"The end of loads by other instances is not told", this::wake);
	}

	/**
	 * Listens for the end of a load. What happens after this returns is not missed,
	 * unless there is no subscription.
	 */
	Wait listen(byte[] key) {
		this.subscription.open();
		ByteBuffer name = ByteBuffer.wrap(key);
		CountDownLatch latch = new CountDownLatch(1);
		this.waits.put(name, latch);
		return new Wait(name, latch);
	}

	private void wake(byte[] key) {
		CountDownLatch latch = this.waits.get(ByteBuffer.wrap(key));
		if (latch != null) {
			latch.countDown();
		}
	}

	void close() {
		this.subscription.close();
	}

	/**
	 * A wait for the end of a load.
	 */
	final class Wait implements AutoCloseable {

		private final ByteBuffer name;

		private final CountDownLatch latch;

		private Wait(ByteBuffer name, CountDownLatch latch) {
			this.name = name;
			this.latch = latch;
		}

		void await(Duration limit) throws InterruptedException {
			this.latch.await(limit.toMillis(), TimeUnit.MILLISECONDS);
		}

		@Override
		public void close() {
			LoadSignals.this.waits.remove(this.name, this.latch);
		}

	}

}
