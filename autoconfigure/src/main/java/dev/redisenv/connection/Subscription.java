package dev.redisenv.connection;

import java.time.Duration;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;

/**
 * A subscription of a feature that can do without it.
 */
public final class Subscription implements AutoCloseable {

	private static final Log log = LogFactory.getLog(Subscription.class);

	/**
	 * Time between two attempts to subscribe.
	 */
	private static final Duration PAUSE = Duration.ofSeconds(30);

	private final RedisConnectionFactory connectionFactory;

	private final String channel;

	private final String threads;

	private final String loss;

	private final Consumer<byte[]> listener;

	/** When subscribing last failed. Guarded by this. */
	private long failure = System.nanoTime() - PAUSE.toNanos();

	/** Guarded by this. */
	private @Nullable RedisMessageListenerContainer container;

	/**
	 * Creates a subscription, which is not open yet.
	 * @param connectionFactory how to connect
	 * @param channel the channel as the server sees it
	 * @param threads what the names of its threads begin with
	 * @param loss what does not happen without it, as a sentence without its end
	 * @param listener told of each message, by a thread of the client
	 */
	public Subscription(RedisConnectionFactory connectionFactory, String channel, String threads, String loss,
			Consumer<byte[]> listener) {
		this.connectionFactory = connectionFactory;
		this.channel = channel;
		this.threads = threads;
		this.loss = loss;
		this.listener = listener;
	}

	/**
	 * Subscribes, unless that is done, or has failed less than 30 seconds ago. A failure
	 * is logged.
	 */
	public synchronized void open() {
		if (this.container != null || System.nanoTime() - this.failure < PAUSE.toNanos()) {
			return;
		}
		RedisMessageListenerContainer started = new RedisMessageListenerContainer();
		try {
			start(started);
			this.container = started;
		}
		catch (RuntimeException ex) {
			log.warn("%s: %s".formatted(this.loss, NestedExceptionUtils.getMostSpecificCause(ex).getMessage()));
			started.stop();
			this.failure = System.nanoTime();
		}
	}

	private void start(RedisMessageListenerContainer container) {
		SimpleAsyncTaskExecutor threads = new SimpleAsyncTaskExecutor(this.threads);
		threads.setDaemon(true);
		container.setConnectionFactory(this.connectionFactory);
		container.setTaskExecutor(Runnable::run);
		container.setSubscriptionExecutor(threads);
		container.addMessageListener((message, pattern) -> this.listener.accept(message.getBody()),
				new ChannelTopic(this.channel));
		container.afterPropertiesSet();
		container.start();
	}

	/**
	 * Ends it, while there is still a connection to end it on.
	 */
	@Override
	public synchronized void close() {
		if (this.container != null) {
			this.container.stop();
			this.container = null;
		}
	}

}
