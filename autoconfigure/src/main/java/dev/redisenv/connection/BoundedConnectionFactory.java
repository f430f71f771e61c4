package dev.redisenv.connection;

import java.time.Duration;

import dev.redisenv.failover.FailoverClients;
import dev.redisenv.diagnosis.Decider;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.resource.ClientResources;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.ClusterCommandExecutor;
import org.springframework.data.redis.connection.ClusterTopologyProvider;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClusterConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionProvider;

/**
 * A connection factory that says which variable to change where it cannot connect, and
 * whose commands are bounded in the client and nowhere else. Spring Data waits for every
 * command with one timeout of its own, which cuts a blocking read off that is meant to
 * wait for longer; {@link CommandTimeouts} know the difference.
 */
final class BoundedConnectionFactory extends LettuceConnectionFactory {

	/**
	 * Lettuce waits without an end of its own.
	 */
	private static final Duration UNTIL_THE_CLIENT_ENDS_IT = Duration.ZERO;

	private final RedisConfiguration configuration;

	private final @Nullable Decider decider;

	/**
	 * Creates a factory.
	 * @param decider who decides where it connects, for failures to name it; {@code null}
	 * where a bean does
	 */
	BoundedConnectionFactory(RedisConfiguration configuration, LettuceClientConfiguration client,
			@Nullable Decider decider) {
		super(configuration, client);
		this.configuration = configuration;
		this.decider = decider;
	}

	/**
	 * Creates a factory that connects as another one does.
	 */
	static BoundedConnectionFactory like(LettuceConnectionFactory factory, @Nullable Decider decider) {
		RedisConfiguration configuration = factory.getStandaloneConfiguration();
		if (factory.getClusterConfiguration() != null) {
			configuration = factory.getClusterConfiguration();
		}
		else if (factory.getSentinelConfiguration() != null) {
			configuration = factory.getSentinelConfiguration();
		}
		return new BoundedConnectionFactory(configuration, factory.getClientConfiguration(), decider);
	}

	/**
	 * Answers with the one that connections are opened by, where Spring Data would answer
	 * with its default.
	 */
	@Override
	public RedisStandaloneConfiguration getStandaloneConfiguration() {
		return (this.configuration instanceof RedisStandaloneConfiguration standalone) ? standalone
				: super.getStandaloneConfiguration();
	}

	@Override
	protected AbstractRedisClient createClient() {
		LettuceClientConfiguration configuration = getClientConfiguration();
		AbstractRedisClient client = configuration.getClientResources()
			.map((resources) -> followingClient(configuration, resources))
			.orElseGet(super::createClient);
		configuration.getRedisCredentialsProviderFactory()
			.map((factory) -> factory.createCredentialsProvider(this.configuration))
			.filter(RedisCredentialsProvider::supportsStreaming)
			.map(ClusterReauthentication::new)
			.ifPresent(client::addListener);
		return client;
	}

	/**
	 * Makes a client that follows its servers, where servers fail over.
	 */
	private @Nullable AbstractRedisClient followingClient(LettuceClientConfiguration client,
			ClientResources resources) {
		ClientOptions options = client.getClientOptions().orElseGet(ClientOptions::create);
		if (this.configuration instanceof RedisSentinelConfiguration sentinel) {
			return FailoverClients.sentinel(resources, ServerUris.sentinel(sentinel, client), options);
		}
		if (this.configuration instanceof RedisClusterConfiguration cluster) {
			return FailoverClients.cluster(resources, ServerUris.cluster(cluster, client), options(cluster, options));
		}
		return null;
	}

	private static ClusterClientOptions options(RedisClusterConfiguration cluster, ClientOptions options) {
		ClusterClientOptions clusterOptions = (options instanceof ClusterClientOptions given) ? given
				: ClusterClientOptions.builder(options).build();
		Integer maxRedirects = cluster.getMaxRedirects();
		return (maxRedirects != null) ? clusterOptions.mutate().maxRedirects(maxRedirects).build() : clusterOptions;
	}

	@Override
	protected LettuceConnectionProvider doCreateConnectionProvider(AbstractRedisClient client, RedisCodec<?, ?> codec) {
		LettuceConnectionProvider provider = super.doCreateConnectionProvider(client, codec);
		return (this.decider != null) ? new ExplainingConnectionProvider(provider, this.decider, isUseSsl()) : provider;
	}

	@Override
	protected LettuceConnection doCreateLettuceConnection(
			@Nullable StatefulRedisConnection<byte[], byte[]> sharedConnection, LettuceConnectionProvider provider,
			long timeout, int database) {
		return super.doCreateLettuceConnection(sharedConnection, provider, UNTIL_THE_CLIENT_ENDS_IT.toMillis(),
				database);
	}

	@Override
	protected LettuceClusterConnection doCreateLettuceClusterConnection(
			@Nullable StatefulRedisClusterConnection<byte[], byte[]> sharedConnection,
			LettuceConnectionProvider provider, ClusterTopologyProvider topology, ClusterCommandExecutor executor,
			Duration timeout) {
		return super.doCreateLettuceClusterConnection(sharedConnection, provider, topology, executor,
				UNTIL_THE_CLIENT_ENDS_IT);
	}

}
