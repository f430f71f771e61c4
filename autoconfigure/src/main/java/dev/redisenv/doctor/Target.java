package dev.redisenv.doctor;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

import dev.redisenv.connection.ServerUris;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.ClientOptions.ReauthenticateBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.TimeoutOptions;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration.WithAuthentication;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Where a connection factory connects, and as whom. Password files and certificates are
 * those of the factory, and read again.
 */
final class Target {

	private final LettuceClientConfiguration client;

	private final RedisConfiguration configuration;

	private final int database;

	Target(LettuceConnectionFactory factory) {
		this.client = factory.getClientConfiguration();
		this.database = factory.getDatabase();
		RedisConfiguration configuration = factory.getStandaloneConfiguration();
		if (factory.getClusterConfiguration() != null) {
			configuration = factory.getClusterConfiguration();
		}
		else if (factory.getSentinelConfiguration() != null) {
			configuration = factory.getSentinelConfiguration();
		}
		this.configuration = configuration;
	}

	boolean isCluster() {
		return this.configuration instanceof RedisClusterConfiguration;
	}

	int database() {
		return this.database;
	}

	/**
	 * Returns who logs in.
	 */
	String user() {
		String user = (this.configuration instanceof WithAuthentication logIn) ? logIn.getUsername() : null;
		return Objects.requireNonNullElse(user, "default");
	}

	/**
	 * Returns the name of the master that Sentinels watch.
	 * @return {@code null} without Sentinels
	 */
	@Nullable String master() {
		return (this.configuration instanceof RedisSentinelConfiguration sentinel && sentinel.getMaster() != null)
				? sentinel.getMaster().getName() : null;
	}

	/**
	 * Returns the Sentinels, each with its own log-in.
	 */
	List<RedisURI> sentinels() {
		if (!(this.configuration instanceof RedisSentinelConfiguration sentinel)) {
			return List.of();
		}
		return ServerUris.sentinel(sentinel, this.client).getSentinels();
	}

	/**
	 * Returns the server, or the seeds of the cluster.
	 */
	List<RedisURI> nodes(LettuceConnectionFactory factory) {
		if (this.configuration instanceof RedisClusterConfiguration cluster) {
			return ServerUris.cluster(cluster, this.client);
		}
		return List.of(node(factory.getHostName(), factory.getPort()));
	}

	/**
	 * Returns a data node. The database is not chosen, so that it can be told whether
	 * that fails.
	 */
	RedisURI node(String host, int port) {
		return ServerUris.node(host, port, this.configuration, this.client);
	}

	/**
	 * Makes a client that gives up at the first failure. It shares the threads of the
	 * factory's own client, and is to be shut down.
	 */
	RedisClient client(Duration step) {
		Supplier<RedisClient> own = RedisClient::create;
		RedisClient redis = this.client.getClientResources().map(RedisClient::create).orElseGet(own);
		ClientOptions options = this.client.getClientOptions().orElseGet(ClientOptions::create);
		redis.setOptions(options.mutate()
			.autoReconnect(false)
			.disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
			.reauthenticateBehavior(ReauthenticateBehavior.DEFAULT)
			.socketOptions(options.getSocketOptions().mutate().connectTimeout(step).build())
			.timeoutOptions(TimeoutOptions.enabled(step))
			.build());
		return redis;
	}

}
