package dev.redisenv.failover;

import java.time.Duration;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.resource.ClientResources;

/**
 * Opens links to servers that are asked about masters. They are tried for a short time
 * and do not reconnect by themselves: there are other servers to ask.
 */
final class WitnessClient {

	/** What servers see as the name of these links. */
	private static final String CLIENT_NAME = "redis-env-failover";

	private static final Duration TIMEOUT = Duration.ofSeconds(1);

	private WitnessClient() {
	}

	/**
	 * Creates a client with the certificates and the protocol of the one that it serves.
	 */
	static RedisClient create(ClientResources resources, ClientOptions options) {
		RedisClient client = RedisClient.create(resources);
		client.setOptions(options.mutate()
			.autoReconnect(false)
			.socketOptions(options.getSocketOptions().mutate().connectTimeout(TIMEOUT).build())
			.build());
		return client;
	}

	static RedisURI uri(RedisURI server) {
		RedisURI uri = RedisURI.builder(server).build();
		uri.setTimeout(TIMEOUT);
		uri.setClientName(CLIENT_NAME);
		uri.setDatabase(0);
		return uri;
	}

}
