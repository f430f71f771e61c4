package dev.redisenv.near;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.redisenv.connection.Subscription;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * Where the server tells nothing: copies end by themselves when they may be out of date,
 * and mostly before, since each process tells the others of its own changes.
 */
final class Announcements implements Freshness {

	private static final Log log = LogFactory.getLog(Announcements.class);

	private final RedisConnectionFactory connectionFactory;

	private final byte[] channel;

	private final Subscription subscription;

	/** Under load the same failure comes many times. */
	private final AtomicBoolean failed = new AtomicBoolean();

	Announcements(RedisConnectionFactory connectionFactory, String channel, Invalidations target) {
		this.connectionFactory = connectionFactory;
		this.channel = channel.getBytes(StandardCharsets.UTF_8);
		this.subscription = new Subscription(connectionFactory, channel, "redis-near-signal-",
				"Near copies are not removed when other instances change their values, only when their time is over",
				target::changed);
	}

	/**
	 * Listens to the others, unless that is done. It may wait for the server.
	 */
	void listen() {
		this.subscription.open();
	}

	@Override
	public long age(long now, long bound) {
		return bound;
	}

	@Override
	public CompletableFuture<Long> end(byte[] key, long read, long bound) {
		return CompletableFuture.completedFuture(read + bound);
	}

	@Override
	public void tell(byte[] key) {
		try (RedisConnection connection = this.connectionFactory.getConnection()) {
			connection.publish(this.channel, key);
		}
		catch (RuntimeException ex) {
			// What is told of went well.
			if (this.failed.compareAndSet(false, true)) {
				log.warn("Near copies of other instances end with their time only, since changes cannot be told: %s"
					.formatted(NestedExceptionUtils.getMostSpecificCause(ex).getMessage()));
			}
		}
	}

	void close() {
		this.subscription.close();
	}

}
