package dev.redisenv.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

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

	ScanAndUnlink(Keys keys) {
		this.keys = keys;
	}

	@Override
	public long cleanCache(RedisConnection connection, String name, byte[] pattern) {
		ScanOptions options = ScanOptions.scanOptions().match(pattern).count(this.keys.scanCount()).build();
		if (!(connection instanceof RedisClusterConnection cluster)) {
			return unlink(connection.keyCommands().scan(options), (chunk) -> connection.keyCommands().unlink(chunk));
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
