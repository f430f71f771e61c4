package dev.redisenv.connection;

import java.util.List;
import java.util.function.Consumer;

import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisURI;

import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration.WithAuthentication;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConverters;
import org.springframework.data.redis.connection.lettuce.RedisCredentialsProviderFactory;
import org.springframework.util.StringUtils;

/**
 * Where Lettuce connects and how it logs in, as Spring Data would tell it; Spring Data
 * keeps to itself how it makes these.
 */
public final class ServerUris {

	private ServerUris() {
	}

	/**
	 * Returns a master behind Sentinels.
	 * @param configuration the Sentinels, and how to log in
	 * @param client how to connect
	 * @return where to connect
	 */
	public static RedisURI sentinel(RedisSentinelConfiguration configuration, LettuceClientConfiguration client) {
		RedisURI uri = LettuceConverters.sentinelConfigurationToRedisURI(configuration);
		settings(client).accept(uri);
		uri.getSentinels().forEach(settings(client));
		uri.setDatabase(configuration.getDatabase());
		client.getRedisCredentialsProviderFactory().ifPresent((factory) -> {
			uri.setCredentialsProvider(factory.createCredentialsProvider(configuration));
			RedisCredentialsProvider sentinelCredentials = factory.createSentinelCredentialsProvider(configuration);
			uri.getSentinels().forEach((sentinel) -> sentinel.setCredentialsProvider(sentinelCredentials));
		});
		return uri;
	}

	/**
	 * Returns the seeds of a cluster.
	 * @param configuration the seeds, and how to log in
	 * @param client how to connect
	 * @return where to connect
	 */
	public static List<RedisURI> cluster(RedisClusterConfiguration configuration, LettuceClientConfiguration client) {
		return configuration.getClusterNodes()
			.stream()
			.map((node) -> node(node.getRequiredHost(), node.getRequiredPort(), configuration, client))
			.toList();
	}

	/**
	 * Returns one server, and no database of it.
	 * @param host name or number of the host
	 * @param port the port
	 * @param configuration how to log in
	 * @param client how to connect
	 * @return where to connect
	 */
	public static RedisURI node(String host, int port, RedisConfiguration configuration,
			LettuceClientConfiguration client) {
		RedisURI.Builder builder = RedisURI.Builder.redis(host, port);
		RedisCredentialsProviderFactory factory = client.getRedisCredentialsProviderFactory().orElse(null);
		if (factory != null) {
			builder.withAuthentication(factory.createCredentialsProvider(configuration));
		}
		else if (configuration instanceof WithAuthentication logIn) {
			char[] password = logIn.getPassword().toOptional().orElse(null);
			if (StringUtils.hasText(logIn.getUsername())) {
				builder.withAuthentication(logIn.getUsername(), (password != null) ? password : new char[0]);
			}
			else if (password != null) {
				builder.withPassword(password);
			}
		}
		RedisURI uri = builder.build();
		settings(client).accept(uri);
		return uri;
	}

	private static Consumer<RedisURI> settings(LettuceClientConfiguration client) {
		return (uri) -> {
			client.getClientName().ifPresent(uri::setClientName);
			uri.setSsl(client.isUseSsl());
			uri.setVerifyPeer(client.getVerifyMode());
			uri.setStartTls(client.isStartTls());
			uri.setTimeout(client.getCommandTimeout());
		};
	}

}
