package dev.redisenv.ping;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisChannelWriter;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandExpiryWriter;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.DefaultEndpoint;

/**
 * A PING on an open link. It goes straight to the link's end point: a command on the
 * usual way would end after the command timeout, which may be shorter than the time that
 * a PING may take. The end point is also what can drop a dead link: the client then finds
 * it lost and opens it again, and commands that waited for an answer are sent once more.
 */
final class LinkPing {

	private final StatefulRedisConnection<?, ?> connection;

	private final RedisChannelWriter writer;

	LinkPing(StatefulRedisConnection<?, ?> connection) {
		this.connection = connection;
		this.writer = endpoint(connection);
	}

	private static RedisChannelWriter endpoint(StatefulRedisConnection<?, ?> connection) {
		RedisChannelWriter writer = ((RedisChannelHandler<?, ?>) connection).getChannelWriter();
		while (writer instanceof CommandExpiryWriter expiring) {
			writer = expiring.getDelegate();
		}
		return writer;
	}

	/**
	 * Sends the PING. On a lost link it fails at once, so that no PINGs gather in the
	 * queue of commands that wait for the reconnect.
	 * @param timeout how long to wait for the answer
	 * @return the answer, or a {@link java.util.concurrent.TimeoutException}
	 */
	CompletableFuture<String> send(Duration timeout) {
		if (!this.connection.isOpen()) {
			return CompletableFuture.failedFuture(new RedisConnectionException("the link is down"));
		}
		AsyncCommand<byte[], byte[], String> ping = new AsyncCommand<>(
				new Command<>(CommandType.PING, new StatusOutput<>(ByteArrayCodec.INSTANCE)));
		this.writer.write(ping);
		return ping.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
	}

	/**
	 * Closes a dead link. What is behind another layer of the client, such as a fixed
	 * master with replicas, cannot be closed one by one and is left alone.
	 * @return whether there was something to close
	 */
	boolean close() {
		if (this.connection.isOpen() && this.writer instanceof DefaultEndpoint endpoint) {
			endpoint.disconnect();
			return true;
		}
		return false;
	}

}
