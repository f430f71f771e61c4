package dev.redisenv.connection;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;

import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisClusterNode;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * The servers behind a connection: the nodes of a cluster, or one.
 */
final class ServerNodes {

	/** The only server, whichever it is after a failover. */
	private static final String THE_SERVER = "the server";

	private final RedisConnectionFactory connectionFactory;

	ServerNodes(RedisConnectionFactory connectionFactory) {
		this.connectionFactory = connectionFactory;
	}

	RedisConnectionFactory connectionFactory() {
		return this.connectionFactory;
	}

	/**
	 * Names the node that holds a key. It sends no command.
	 */
	String of(byte[] key) {
		if (!isCluster()) {
			return THE_SERVER;
		}
		try (RedisClusterConnection connection = this.connectionFactory.getClusterConnection()) {
			return connection.clusterGetNodeForKey(key).asString();
		}
	}

	/**
	 * Asks a node whether it is there.
	 * @throws org.springframework.dao.DataAccessException when it does not answer
	 */
	void ping(String node) {
		if (!isCluster()) {
			try (RedisConnection connection = this.connectionFactory.getConnection()) {
				connection.ping();
			}
			return;
		}
		try (RedisClusterConnection connection = this.connectionFactory.getClusterConnection()) {
			for (RedisClusterNode known : connection.clusterGetNodes()) {
				if (known.asString().equals(node)) {
					connection.ping(known);
				}
			}
		}
	}

	/**
	 * Calls an action when the other end has closed a link.
	 * @return ends that
	 */
	Runnable onLostLink(Runnable action) {
		if (!(this.connectionFactory instanceof LettuceConnectionFactory lettuce)) {
			return () -> {
			};
		}
		AbstractRedisClient client = lettuce.getRequiredNativeClient();
		RedisConnectionStateListener listener = new RedisConnectionStateListener() {

			@Override
			public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
				// Most links end because nobody needs them any longer.
				if (!connection.isClosed()) {
					action.run();
				}
			}

		};
		client.addListener(listener);
		return () -> client.removeListener(listener);
	}

	/**
	 * Names all nodes that are known.
	 */
	Collection<String> all() {
		if (!isCluster()) {
			return List.of(THE_SERVER);
		}
		try (RedisClusterConnection connection = this.connectionFactory.getClusterConnection()) {
			List<String> names = new ArrayList<>();
			connection.clusterGetNodes().forEach((node) -> names.add(node.asString()));
			return names;
		}
	}

	private boolean isCluster() {
		return this.connectionFactory instanceof LettuceConnectionFactory lettuce && lettuce.isClusterAware();
	}

}
