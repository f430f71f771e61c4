package dev.redisenv.near;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

import dev.redisenv.connection.Subscription;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * Where the server tells nothing: copies end by themselves when they may be out of date,
 * and mostly before, since each process tells the others of its own changes.
 */
final class Announcements implements Freshness {

	private final RedisConnectionFactory connectionFactory;

	private final byte[] channel;

	private final Subscription subscription;

	Announcements(RedisConnectionFactory connectionFactory, String channel, Invalidations target) {
		this.connectionFactory = connectionFactory;
		this.channel = channel.getBytes(StandardCharsets.UTF_8);
		this.subscription = new Subscription(connectionFactory, channel, "redis-near-signal-",
				"Near copies are not removed when other instances change their values, only when their time is over",
				(key) -> target.changed(ByteBuffer.wrap(key)));
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
	}

	void close() {
		this.subscription.close();
	}

}
