package dev.redisenv.cache;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;

/**
 * Wakes those who wait for another instance's load. The subscription begins with the
 * first wait.
 */
final class LoadSignals {

	private static final Log log = LogFactory.getLog(LoadSignals.class);

	/**
	 * Time between two attempts to subscribe.
	 */
	private static final Duration PAUSE = Duration.ofSeconds(30);

	private static final String THREADS = "redis-cache-signal-";

	/** One wait for each key: a process asks for a key once at a time. */
	private final Map<ByteBuffer, CountDownLatch> waits = new ConcurrentHashMap<>();

	private final RedisConnectionFactory connectionFactory;

	private final String channel;

	/** When subscribing last failed. Guarded by this. */
	private long failure = System.nanoTime() - PAUSE.toNanos();

	/** Guarded by this. */
	private @Nullable RedisMessageListenerContainer container;

	LoadSignals(RedisConnectionFactory connectionFactory, String channel) {
		this.connectionFactory = connectionFactory;
		this.channel = channel;
	}

	/**
	 * Listens for the end of a load. What happens after this returns is not missed,
	 * unless there is no subscription.
	 */
	Wait listen(byte[] key) {
		subscribe();
		ByteBuffer name = ByteBuffer.wrap(key);
		CountDownLatch latch = new CountDownLatch(1);
		this.waits.put(name, latch);
		return new Wait(name, latch);
	}

	private synchronized void subscribe() {
		if (this.container != null || System.nanoTime() - this.failure < PAUSE.toNanos()) {
			return;
		}
		RedisMessageListenerContainer started = new RedisMessageListenerContainer();
		try {
			start(started);
			this.container = started;
		}
		catch (RuntimeException ex) {
			// Who waits looks for itself.
			log.warn("The end of loads by other instances is not told: %s"
				.formatted(NestedExceptionUtils.getMostSpecificCause(ex).getMessage()));
			started.stop();
			this.failure = System.nanoTime();
		}
	}

	private void start(RedisMessageListenerContainer container) {
		SimpleAsyncTaskExecutor threads = new SimpleAsyncTaskExecutor(THREADS);
		threads.setDaemon(true);
		container.setConnectionFactory(this.connectionFactory);
		container.setTaskExecutor(Runnable::run);
		container.setSubscriptionExecutor(threads);
		container.addMessageListener((message, pattern) -> wake(message.getBody()), new ChannelTopic(this.channel));
		container.afterPropertiesSet();
		container.start();
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
