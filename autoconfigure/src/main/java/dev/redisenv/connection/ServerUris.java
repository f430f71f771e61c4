package dev.redisenv.connection;

import java.util.List;
import java.util.function.Consumer;

import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisURI;

import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisNode;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConverters;
import org.springframework.data.redis.connection.lettuce.RedisCredentialsProviderFactory;
import org.springframework.util.StringUtils;

/**
 * Where Lettuce connects and how it logs in, as Spring Data would tell it; Spring Data
 * keeps to itself how it makes these.
 */
final class ServerUris {

	private ServerUris() {
	}

	static RedisURI sentinel(RedisSentinelConfiguration configuration, LettuceClientConfiguration client) {
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

	static List<RedisURI> cluster(RedisClusterConfiguration configuration, LettuceClientConfiguration client) {
		return configuration.getClusterNodes().stream().map((node) -> node(node, configuration, client)).toList();
	}

	private static RedisURI node(RedisNode node, RedisClusterConfiguration configuration,
			LettuceClientConfiguration client) {
		RedisURI.Builder builder = RedisURI.Builder.redis(node.getRequiredHost(), node.getRequiredPort());
		RedisCredentialsProviderFactory factory = client.getRedisCredentialsProviderFactory().orElse(null);
		char[] password = configuration.getPassword().toOptional().orElse(null);
		if (factory != null) {
			builder.withAuthentication(factory.createCredentialsProvider(configuration));
		}
		else if (StringUtils.hasText(configuration.getUsername())) {
			builder.withAuthentication(configuration.getUsername(), (password != null) ? password : new char[0]);
		}
		else if (password != null) {
			builder.withPassword(password);
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
