package dev.redisenv.cache.near;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import dev.redisenv.test.RedisCluster;
import dev.redisenv.test.RedisSentinels;
import dev.redisenv.test.RedisServer;
import dev.redisenv.test.RedisServerException;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;

/**
 * Writes straight to the masters, as a client that has nothing to do with the starter.
 * What a replica has to take over counts as acknowledged when the replica has it. For one
 * thread.
 */
final class Masters implements Writer.Store, AutoCloseable {

	private static final Duration REPLICATION_LIMIT = Duration.ofMillis(200);

	private final Function<String, RedisServer> masters;

	private final Collection<RedisServer> replicated;

	private final Duration limit;

	private final RedisClient client = RedisClient.create();

	private final Map<String, RedisServer> known = new HashMap<>();

	private final Map<RedisServer, StatefulRedisConnection<String, String>> connections = new HashMap<>();

	private Masters(Function<String, RedisServer> masters, Collection<RedisServer> replicated, Duration limit) {
		this.masters = masters;
		this.replicated = replicated;
		this.limit = limit;
		this.client.setOptions(ClientOptions.builder().autoReconnect(false).build());
	}

	static Masters of(RedisServer server) {
		// Longer than any test has it frozen: what was sent is not sent again
		return new Masters((key) -> server, List.of(), Duration.ofSeconds(10));
	}

	static Masters of(RedisSentinels servers) {
		return new Masters((key) -> servers.master(), List.of(servers.master()), Duration.ofMillis(500));
	}

	static Masters of(RedisCluster cluster) {
		List<RedisServer> masters = cluster.nodes().subList(0, cluster.nodes().size() / 2);
		return new Masters(cluster::masterOf, masters, Duration.ofMillis(500));
	}

	@Override
	public boolean write(String key, String value) {
		try {
			String redisKey = NearApplication.redisKey(key);
			return write(this.known.computeIfAbsent(redisKey, this.masters), redisKey, value);
		}
		catch (RedisServerException ex) {
			// There is no master at the moment
			return false;
		}
	}

	private boolean write(RedisServer master, String redisKey, String value) {
		try {
			RedisCommands<String, String> commands = this.connections.computeIfAbsent(master, this::connect).sync();
			commands.set(redisKey, NearApplication.json(value));
			return !this.replicated.contains(master)
					|| commands.waitForReplication(1, REPLICATION_LIMIT.toMillis()) > 0;
		}
		catch (RedisException ex) {
			// The master is lost, or is none any more
			forget(master);
			return false;
		}
	}

	private void forget(RedisServer lost) {
		this.known.values().removeIf(lost::equals);
		StatefulRedisConnection<String, String> connection = this.connections.remove(lost);
		if (connection != null) {
			connection.close();
		}
	}

	private StatefulRedisConnection<String, String> connect(RedisServer server) {
		RedisURI uri = RedisURI.create(server.uri());
		uri.setTimeout(this.limit);
		return this.client.connect(uri);
	}

	@Override
	public void close() {
		this.client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
	}

}
