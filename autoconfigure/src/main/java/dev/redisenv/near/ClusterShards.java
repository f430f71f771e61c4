package dev.redisenv.near;

import java.util.List;

import dev.redisenv.connection.ServerUris;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.codec.ByteArrayCodec;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;

/**
 * The masters of a cluster, as the application's client knows them.
 */
final class ClusterShards implements Masters {

	private final RedisClusterClient cluster;

	private final RedisConfiguration logIn;

	private final LettuceClientConfiguration settings;

	/** A cluster client opens no link to one node alone. */
	private final RedisClient client;

	/**
	 * Creates them.
	 * @param logIn how to log in, which the client does not add to what nodes say about
	 * each other
	 * @param settings how to connect
	 */
	ClusterShards(RedisClusterClient cluster, RedisConfiguration logIn, LettuceClientConfiguration settings) {
		this.cluster = cluster;
		this.logIn = logIn;
		this.settings = settings;
		this.client = RedisClient.create(cluster.getResources());
		this.client.setOptions(ClientOptions.copyOf(cluster.getOptions()).mutate().autoReconnect(false).build());
	}

	@Override
	public List<RedisURI> all() {
		return this.cluster.getPartitions()
			.stream()
			.filter((node) -> node.getRole().isUpstream() && !node.hasNoSlots())
			.map(RedisClusterNode::getUri)
			.toList();
	}

	@Override
	public @Nullable RedisURI of(byte[] key) {
		@Nullable RedisClusterNode node = this.cluster.getPartitions().getPartitionBySlot(SlotHash.getSlot(key));
		return (node != null) ? node.getUri() : null;
	}

	/**
	 * Nodes know each other.
	 */
	@Override
	public boolean mayHaveChanged() {
		return false;
	}

	@Override
	public StatefulRedisConnection<byte[], byte[]> connect(RedisURI master) {
		return this.client.connect(ByteArrayCodec.INSTANCE,
				ServerUris.node(master.getHost(), master.getPort(), this.logIn, this.settings));
	}

	@Override
	@SuppressWarnings("FutureReturnValueIgnored") // nobody waits for the end of links
	public void close() {
		this.client.shutdownAsync();
	}

}
