package dev.redisenv.connection;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisClusterNode;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * The servers behind a connection: the nodes of a cluster, or one.
 */
final class ServerNodes {

	private final RedisConnectionFactory connectionFactory;

	ServerNodes(RedisConnectionFactory connectionFactory) {
		this.connectionFactory = connectionFactory;
	}

	RedisConnectionFactory connectionFactory() {
		return this.connectionFactory;
	}

	/**
	 * Names what holds all keys: the only server, whichever it is after a failover, or a
	 * cluster whose nodes are not known.
	 */
	String everything() {
		return isCluster() ? "the cluster" : "the server";
	}

	/**
	 * Names the node that holds a key. It sends no command once there is a connection.
	 * @return {@code null} where no node does, as in the middle of a failover
	 */
	@Nullable String of(byte[] key) {
		if (!isCluster()) {
			return everything();
		}
		try (RedisClusterConnection connection = this.connectionFactory.getClusterConnection()) {
			@Nullable RedisClusterNode node = connection.clusterGetNodeForKey(key);
			return (node != null) ? node.asString() : null;
		}
		catch (RuntimeException ex) {
			// Not even a connection
			return everything();
		}
	}

	/**
	 * Returns whether keys are on a node, as far as the client knows.
	 */
	boolean hasKeys(String name) {
		if (name.equals(everything())) {
			return true;
		}
		try (RedisClusterConnection connection = this.connectionFactory.getClusterConnection()) {
			for (RedisClusterNode node : connection.clusterGetNodes()) {
				if (node.asString().equals(name)) {
					return node.isMaster() && !node.getSlotRange().getSlots().isEmpty();
				}
			}
			return false;
		}
		catch (RuntimeException ex) {
			// Not even a connection
			return true;
		}
	}

	/**
	 * Asks a node whether it is there. One that the cluster has forgotten counts as
	 * there.
	 * @throws RuntimeException when it does not answer
	 */
	void ping(String name) {
		if (name.equals(everything())) {
			try (RedisConnection connection = this.connectionFactory.getConnection()) {
				connection.ping();
			}
			return;
		}
		try (RedisClusterConnection connection = this.connectionFactory.getClusterConnection()) {
			for (RedisClusterNode node : connection.clusterGetNodes()) {
				if (node.asString().equals(name)) {
					connection.ping(node);
				}
			}
		}
	}

	/**
	 * Names all nodes that are known.
	 */
	Collection<String> all() {
		if (!isCluster()) {
			return List.of(everything());
		}
		try (RedisClusterConnection connection = this.connectionFactory.getClusterConnection()) {
			List<String> names = new ArrayList<>();
			connection.clusterGetNodes().forEach((node) -> names.add(node.asString()));
			return names;
		}
	}

	/**
	 * Calls an action when the other end has closed a link.
	 * @return ends that
	 */
	Runnable onLostLink(Runnable action) {
		return (this.connectionFactory instanceof LettuceConnectionFactory lettuce)
				? LettuceLinks.onLost(lettuce, action) : () -> {
				};
	}

	private boolean isCluster() {
		return this.connectionFactory instanceof LettuceConnectionFactory lettuce && lettuce.isClusterAware();
	}

	/**
	 * Of its own, since the application may use another client.
	 */
	private static final class LettuceLinks {

		static Runnable onLost(LettuceConnectionFactory connectionFactory, Runnable action) {
			AbstractRedisClient client = connectionFactory.getRequiredNativeClient();
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

	}

}
