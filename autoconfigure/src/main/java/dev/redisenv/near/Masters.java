package dev.redisenv.near;

import java.util.List;

import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import org.jspecify.annotations.Nullable;

/**
 * The servers that take writes.
 */
interface Masters {

	/** What servers see as the name of the links. */
	String CLIENT_NAME = "redis-env-near";

	/**
	 * Returns all of them. It may wait for servers.
	 * @throws RuntimeException when they cannot be told
	 */
	List<RedisURI> all();

	/**
	 * Returns the one that has a key.
	 * @return {@code null} where none has
	 */
	@Nullable RedisURI of(byte[] key);

	/**
	 * Opens a link.
	 */
	StatefulRedisConnection<byte[], byte[]> connect(RedisURI master);

	void close();

}
