package dev.redisenv.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import dev.redisenv.contract.ClusterSafety;
import dev.redisenv.contract.Keys;

import org.springframework.data.redis.cache.BatchStrategy;
import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisClusterNode;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.core.Cursor;
import org.springframework.data.redis.core.ScanOptions;

/**
 * Removes the keys of a cache in portions: found by SCAN on every master, freed by UNLINK
 * in the background of the server. No command takes long, so other clients go on.
 */
final class ScanAndUnlink implements BatchStrategy {

	private final Keys keys;

	/** For servers that shard behind one endpoint, and take no keys of several slots. */
	private final boolean oneByOne;

	ScanAndUnlink(Keys keys, ClusterSafety safety) {
		this.keys = keys;
		this.oneByOne = safety.safeMode() || safety.safeDelete();
	}

	@Override
	public long cleanCache(RedisConnection connection, String name, byte[] pattern) {
		ScanOptions options = ScanOptions.scanOptions().match(pattern).count(this.keys.scanCount()).build();
		if (!(connection instanceof RedisClusterConnection cluster)) {
			return unlink(connection.keyCommands().scan(options), (chunk) -> unlink(connection, chunk));
		}
		long removed = 0;
		for (RedisClusterNode node : cluster.clusterGetNodes()) {
			// A master that has failed keeps its name, and has no keys.
			if (node.isMaster() && node.isConnected() && !node.isMarkedAsFail()) {
				removed += unlink(cluster.scan(node, options), (chunk) -> cluster.keyCommands().unlink(chunk));
			}
		}
		return removed;
	}

	private void unlink(RedisConnection connection, byte[][] chunk) {
		if (!this.oneByOne) {
			connection.keyCommands().unlink(chunk);
			return;
		}
		connection.openPipeline();
		for (byte[] key : chunk) {
			connection.keyCommands().unlink(key);
		}
		connection.closePipeline();
	}

	private long unlink(Cursor<byte[]> found, Consumer<byte[][]> unlink) {
		long removed = 0;
		List<byte[]> chunk = new ArrayList<>();
		try (found) {
			while (found.hasNext()) {
				chunk.add(found.next());
				if (chunk.size() == this.keys.deleteChunkSize() || !found.hasNext()) {
					unlink.accept(chunk.toArray(byte[][]::new));
					removed += chunk.size();
					chunk.clear();
				}
			}
		}
		return removed;
	}

}
