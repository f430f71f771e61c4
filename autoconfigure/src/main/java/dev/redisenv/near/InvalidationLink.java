package dev.redisenv.near;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.TrackingArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.push.PushMessage;

import org.springframework.data.redis.util.ByteUtils;

/**
 * A link to one master that tells of changed keys.
 * <p>
 * The server sends the news of one turn of its event loop with the answers of that turn,
 * and reads the next command after that. So whoever gets an answer to a command that was
 * sent at some time has all news of changes before that time. The command that proves it
 * is an UNLINK of a key that is not there: a server that is no master any longer, or has
 * given the slot away, refuses it, and one that is writes nothing.
 */
final class InvalidationLink {

	/** What servers see as the name of these links. */
	private static final byte[] CLIENT_NAME = "redis-env-near".getBytes(StandardCharsets.US_ASCII);

	private final StatefulRedisConnection<byte[], byte[]> connection;

	private final RedisAsyncCommands<byte[], byte[]> commands;

	private final byte[] probe;

	private final Invalidations target;

	private volatile boolean probeInvalidated;

	/** From then on the server does not know what it should tell. */
	private volatile boolean lost;

	private volatile long provenAt;

	/** When the last heartbeat was sent. */
	private long sent;

	private CompletableFuture<?> heartbeat = CompletableFuture.completedFuture(null);

	InvalidationLink(StatefulRedisConnection<byte[], byte[]> connection, byte[] probe, Invalidations target) {
		this.connection = connection;
		this.commands = connection.async();
		this.probe = probe;
		this.target = target;
		connection.addListener(this::pushed);
		connection.addListener(new RedisConnectionStateListener() {

			@Override
			public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
				InvalidationLink.this.lost = true;
			}

		});
	}

	private void pushed(PushMessage message) {
		if (!message.getType().equals("invalidate")) {
			return;
		}
		Object keys = message.getContent(ByteUtils::getBytes).get(1);
		if (keys instanceof List<?> changed) {
			changed.forEach((key) -> changed((byte[]) key));
		}
		else {
			// After FLUSHALL and FLUSHDB
			this.target.reset();
		}
	}

	private void changed(byte[] key) {
		if (Arrays.equals(key, this.probe)) {
			this.probeInvalidated = true;
		}
		this.target.changed(key);
	}

	/**
	 * Asks for news.
	 * @param prefixes what the keys begin with, each byte as a character
	 */
	@SuppressWarnings("FutureReturnValueIgnored") // a name is not needed
	CompletionStage<String> track(List<String> prefixes) {
		this.commands.clientSetname(CLIENT_NAME);
		return this.commands.clientTracking(TrackingArgs.Builder.enabled()
			.bcast()
			.prefixes(StandardCharsets.ISO_8859_1, prefixes.toArray(String[]::new)));
	}

	/**
	 * Finds out whether news come, which some servers and proxies leave out without a
	 * word.
	 * @return whether the change of the probe was told, that is over by now
	 */
	CompletionStage<Boolean> prove() {
		long start = System.nanoTime();
		return this.commands.ping().thenApply((pong) -> {
			this.provenAt = start;
			return this.probeInvalidated;
		});
	}

	/**
	 * Sends a heartbeat, unless there is no answer to the last one.
	 * @param patience after so long without an answer the link is given up
	 */
	void beat(Duration patience) {
		if (!this.heartbeat.isDone()) {
			if (System.nanoTime() - this.sent > patience.toNanos()) {
				close();
			}
			return;
		}
		long start = System.nanoTime();
		this.sent = start;
		this.heartbeat = this.commands.unlink(this.probe).toCompletableFuture().whenComplete((count, failure) -> {
			if (failure != null) {
				close();
			}
			else if (!this.lost) {
				this.provenAt = start;
			}
		});
	}

	/**
	 * Asks how long a key lives.
	 */
	CompletionStage<Long> timeToLive(byte[] key) {
		return this.commands.pttl(key);
	}

	/**
	 * Returns a time before which no change is unknown here.
	 */
	long provenAt() {
		return this.provenAt;
	}

	boolean isLost() {
		return this.lost;
	}

	@SuppressWarnings("FutureReturnValueIgnored") // nobody waits for the end of a link
	void close() {
		this.lost = true;
		this.connection.closeAsync();
	}

}
