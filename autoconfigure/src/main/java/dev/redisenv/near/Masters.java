package dev.redisenv.near;

import java.time.Duration;
import java.util.List;

import dev.redisenv.connection.ServerUris;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ReadFrom;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.protocol.ProtocolVersion;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * The servers that take writes.
 */
interface Masters {

	/**
	 * Finds them.
	 * @throws Refusal where they are not known, or not all of what is read comes from
	 * them
	 */
	static Masters of(RedisConnectionFactory connectionFactory) {
		if (!(connectionFactory instanceof LettuceConnectionFactory lettuce)) {
			throw new Refusal("the client is not Lettuce", Duration.ZERO);
		}
		if (lettuce.getSocketConfiguration() != null) {
			throw new Refusal("the connection is a Unix socket", Duration.ZERO);
		}
		LettuceClientConfiguration configuration = lettuce.getClientConfiguration();
		ReadFrom from = configuration.getReadFrom().orElse(ReadFrom.UPSTREAM);
		// These two are equal by their meaning only.
		if (from != ReadFrom.UPSTREAM && from != ReadFrom.MASTER) {
			throw new Refusal("a replica may answer with what it was not told yet", Duration.ZERO);
		}
		AbstractRedisClient client = lettuce.getRequiredNativeClient();
		if (client.getOptions().getConfiguredProtocolVersion() == ProtocolVersion.RESP2) {
			throw new Refusal("the client speaks RESP2", Duration.ZERO);
		}
		RedisClusterConfiguration shards = lettuce.getClusterConfiguration();
		return (shards != null && client instanceof RedisClusterClient cluster)
				? new ClusterShards(cluster, shards, configuration)
				: new OneMaster((RedisClient) client, uri(lettuce, configuration));
	}

	private static RedisURI uri(LettuceConnectionFactory factory, LettuceClientConfiguration client) {
		RedisSentinelConfiguration sentinel = factory.getSentinelConfiguration();
		if (sentinel != null) {
			return ServerUris.sentinel(sentinel, client);
		}
		RedisStandaloneConfiguration server = factory.getStandaloneConfiguration();
		RedisURI uri = ServerUris.node(server.getHostName(), server.getPort(), server, client);
		uri.setDatabase(server.getDatabase());
		return uri;
	}

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
	 * Returns whether the application may have come to another server since this was
	 * asked last, without a word from its client.
	 */
	boolean mayHaveChanged();

	/**
	 * Opens a link.
	 */
	StatefulRedisConnection<byte[], byte[]> connect(RedisURI master);

	void close();

}
