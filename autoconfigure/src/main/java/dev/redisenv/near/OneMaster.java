package dev.redisenv.near;

import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import org.jspecify.annotations.Nullable;

/**
 * A server, whichever it is after a failover. The address of one may become that of
 * another, which new connections reach while old ones stay.
 */
final class OneMaster implements Masters {

	private final RedisClient client;

	private final RedisURI uri;

	/** What has connected last, and not been asked for. */
	private final AtomicReference<@Nullable Object> connected = new AtomicReference<>();

	private @Nullable Object link;

	private final RedisConnectionStateListener listener = new RedisConnectionStateListener() {

		@Override
		public void onRedisConnected(RedisChannelHandler<?, ?> connection, SocketAddress address) {
			OneMaster.this.connected.set(connection);
		}

	};

	/**
	 * Creates it.
	 * @param client the application's own client, which follows failovers
	 * @param uri where it is, or where the Sentinels are
	 */
	OneMaster(RedisClient client, RedisURI uri) {
		this.client = client;
		this.uri = uri;
		client.addListener(this.listener);
	}

	@Override
	public List<RedisURI> all() {
		return List.of(this.uri);
	}

	@Override
	public RedisURI of(byte[] key) {
		return this.uri;
	}

	@Override
	public boolean mayHaveChanged() {
		Object connected = this.connected.getAndSet(null);
		// The link is tried when it has connected.
		return connected != null && connected != this.link;
	}

	@Override
	public StatefulRedisConnection<byte[], byte[]> connect(RedisURI master) {
		StatefulRedisConnection<byte[], byte[]> link = this.client.connect(ByteArrayCodec.INSTANCE, master);
		this.link = link;
		return link;
	}

	/**
	 * The client is the application's.
	 */
	@Override
	public void close() {
		this.client.removeListener(this.listener);
	}

}
