package dev.redisenv.cache;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;

/**
 * Wakes those who wait for another instance's load. The subscription begins with the
 * first wait.
 */
final class LoadSignals {

	private static final String THREADS = "redis-cache-signal-";

	/** One wait for each key: a process asks for a key once at a time. */
	private final Map<ByteBuffer, CountDownLatch> waits = new ConcurrentHashMap<>();

	private final RedisConnectionFactory connectionFactory;

	private final String channel;

	/** Guarded by this. */
	private @Nullable RedisMessageListenerContainer container;

	LoadSignals(RedisConnectionFactory connectionFactory, String channel) {
		this.connectionFactory = connectionFactory;
		this.channel = channel;
	}

	/**
	 * Listens for the end of a load. What happens after this returns is not missed.
	 */
	Wait listen(byte[] key) {
		subscribe();
		ByteBuffer name = ByteBuffer.wrap(key);
		CountDownLatch latch = new CountDownLatch(1);
		this.waits.put(name, latch);
		return new Wait(name, latch);
	}

	private synchronized void subscribe() {
		if (this.container != null) {
			return;
		}
		SimpleAsyncTaskExecutor threads = new SimpleAsyncTaskExecutor(THREADS);
		threads.setDaemon(true);
		RedisMessageListenerContainer started = new RedisMessageListenerContainer();
		started.setConnectionFactory(this.connectionFactory);
		started.setTaskExecutor(Runnable::run);
		started.setSubscriptionExecutor(threads);
		started.addMessageListener((message, pattern) -> wake(message.getBody()), new ChannelTopic(this.channel));
		started.afterPropertiesSet();
		started.start();
		this.container = started;
	}

	private void wake(byte[] key) {
		CountDownLatch latch = this.waits.get(ByteBuffer.wrap(key));
		if (latch != null) {
			latch.countDown();
		}
	}

	synchronized void close() {
		if (this.container != null) {
			this.container.stop();
			this.container = null;
		}
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
