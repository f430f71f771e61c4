package dev.redisenv.connection;

import dev.redisenv.contract.Connection;
import dev.redisenv.contract.Credentials;
import dev.redisenv.contract.Node;
import dev.redisenv.contract.Secret;
import dev.redisenv.contract.Topology;
import dev.redisenv.diagnosis.Decider;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;

import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisNode;
import org.springframework.data.redis.connection.RedisPassword;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration.LettuceClientConfigurationBuilder;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Makes a connection factory from settings alone. From the main one it takes what both
 * have in common: event loops, reconnecting, the offline queue.
 */
final class SecondConnection {

	private final Connection connection;

	private final Decider decider;

	private final RedisConnectionFactory main;

	private final LogIns logIns;

	SecondConnection(Connection connection, Decider decider, RedisConnectionFactory main, LogIns logIns) {
		this.connection = connection;
		this.decider = decider;
		this.main = main;
		this.logIns = logIns;
	}

	LettuceConnectionFactory connectionFactory() {
		LettuceClientConfigurationBuilder builder = LettuceClientConfiguration.builder()
			.commandTimeout(this.connection.commandTimeout());
		ClientOptions options = ClientOptions.create();
		if (this.main instanceof LettuceConnectionFactory lettuce) {
			LettuceClientConfiguration common = lettuce.getClientConfiguration();
			common.getClientResources().ifPresent(builder::clientResources);
			common.getClientName().ifPresent(builder::clientName);
			builder.shutdownTimeout(common.getShutdownTimeout());
			options = common.getClientOptions().orElse(options);
		}
		builder.clientOptions(clientOptions(options));
		CommandTimeouts.apply(builder);
		new ConnectionDressing(this.connection, this.logIns).apply(builder);
		return new BoundedConnectionFactory(configuration(), builder.build(), this.decider);
	}

	private ClientOptions clientOptions(ClientOptions common) {
		ClientOptions.Builder builder = (this.connection.topology() instanceof Topology.Cluster)
				// It follows redirections as the main one does, which may be no cluster.
				? ClusterClientOptions.builder(common)
					.validateClusterNodeMembership(false)
					.topologyRefreshOptions(ClusterTopologyRefreshOptions.builder()
						.enableAllAdaptiveRefreshTriggers()
						.enablePeriodicRefresh()
						.build())
				: common.mutate();
		return builder.sslOptions(SslOptions.create())
			.socketOptions(SocketOptions.builder().connectTimeout(this.connection.connectTimeout()).build())
			.build();
	}

	private RedisConfiguration configuration() {
		Credentials credentials = this.connection.credentials();
		Topology topology = this.connection.topology();
		if (topology instanceof Topology.Cluster cluster) {
			RedisClusterConfiguration configuration = new RedisClusterConfiguration();
			configuration.setClusterNodes(cluster.seeds().stream().map(SecondConnection::redisNode).toList());
			configuration.setUsername(credentials.username());
			configuration.setPassword(password(credentials));
			return configuration;
		}
		if (topology instanceof Topology.Sentinel sentinel) {
			RedisSentinelConfiguration configuration = new RedisSentinelConfiguration();
			configuration.master(sentinel.master());
			configuration.setSentinels(sentinel.sentinels().stream().map(SecondConnection::redisNode).toList());
			configuration.setDatabase(sentinel.database());
			configuration.setUsername(credentials.username());
			configuration.setPassword(password(credentials));
			configuration.setSentinelUsername(sentinel.credentials().username());
			configuration.setSentinelPassword(password(sentinel.credentials()));
			return configuration;
		}
		Topology.Standalone standalone = (Topology.Standalone) topology;
		RedisStandaloneConfiguration configuration = new RedisStandaloneConfiguration(standalone.node().host(),
				standalone.node().port());
		configuration.setDatabase(standalone.database());
		configuration.setUsername(credentials.username());
		configuration.setPassword(password(credentials));
		return configuration;
	}

	private static RedisNode redisNode(Node node) {
		return new RedisNode(node.host(), node.port());
	}

	private static RedisPassword password(Credentials credentials) {
		Secret password = credentials.password();
		return (password != null) ? RedisPassword.of(password.reveal()) : RedisPassword.none();
	}

}
