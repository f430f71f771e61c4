package dev.redisenv.doctor;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

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
import org.springframework.data.redis.connection.RedisNode;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConverters;
import org.springframework.util.StringUtils;

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
		List<RedisURI> sentinels = LettuceConverters.sentinelConfigurationToRedisURI(sentinel).getSentinels();
		sentinels.forEach((uri) -> {
			dress(uri);
			this.client.getRedisCredentialsProviderFactory()
				.ifPresent(
						(factory) -> uri.setCredentialsProvider(factory.createSentinelCredentialsProvider(sentinel)));
		});
		return sentinels;
	}

	/**
	 * Returns the server, or the seeds of the cluster.
	 */
	List<RedisURI> nodes(LettuceConnectionFactory factory) {
		if (this.configuration instanceof RedisClusterConfiguration cluster) {
			return cluster.getClusterNodes().stream().map(this::node).toList();
		}
		return List.of(node(factory.getHostName(), factory.getPort()));
	}

	private RedisURI node(RedisNode node) {
		return node(node.getRequiredHost(), node.getRequiredPort());
	}

	/**
	 * Returns a data node. The database is not chosen, so that it can be told whether
	 * that fails.
	 */
	RedisURI node(String host, int port) {
		RedisURI.Builder builder = RedisURI.Builder.redis(host, port);
		if (this.configuration instanceof WithAuthentication logIn && logIn.getPassword().isPresent()) {
			if (StringUtils.hasText(logIn.getUsername())) {
				builder.withAuthentication(logIn.getUsername(), logIn.getPassword().get());
			}
			else {
				builder.withPassword(logIn.getPassword().get());
			}
		}
		this.client.getRedisCredentialsProviderFactory()
			.ifPresent((factory) -> builder.withAuthentication(factory.createCredentialsProvider(this.configuration)));
		return dress(builder.build());
	}

	private RedisURI dress(RedisURI uri) {
		uri.setSsl(this.client.isUseSsl());
		uri.setVerifyPeer(this.client.getVerifyMode());
		uri.setStartTls(this.client.isStartTls());
		return uri;
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
