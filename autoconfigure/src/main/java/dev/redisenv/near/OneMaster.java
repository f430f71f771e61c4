package dev.redisenv.near;

import java.util.List;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;

/**
 * A server, whichever it is after a failover.
 *
 * @param client the application's own client, which follows failovers
 * @param uri where it is, or where the Sentinels are
 */
record OneMaster(RedisClient client, RedisURI uri) implements Masters {

	OneMaster {
		uri.setClientName(CLIENT_NAME);
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
	public StatefulRedisConnection<byte[], byte[]> connect(RedisURI master) {
		return this.client.connect(ByteArrayCodec.INSTANCE, master);
	}

	@Override
	public void close() {
		// The client is the application's.
	}

}
