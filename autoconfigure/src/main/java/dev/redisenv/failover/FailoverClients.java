package dev.redisenv.failover;

import java.util.List;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.resource.ClientResources;

/**
 * Makes clients that follow their servers through a failover. They ask over links of
 * their own, named {@code redis-env-failover}, from the first time on that they are used.
 */
public final class FailoverClients {

	private FailoverClients() {
	}

	/**
	 * Makes a client that the Sentinels lead to the master.
	 * @param resources threads and timers
	 * @param uri names the master and the Sentinels
	 * @param options what Lettuce is told
	 * @return a client
	 */
	public static RedisClient sentinel(ClientResources resources, RedisURI uri, ClientOptions options) {
		return new SentinelClient(resources, uri, options);
	}

	/**
	 * Makes a client for a cluster.
	 * @param resources threads and timers
	 * @param seeds nodes that are asked first
	 * @param options what Lettuce is told
	 * @return a client
	 */
	public static RedisClusterClient cluster(ClientResources resources, List<RedisURI> seeds,
			ClusterClientOptions options) {
		return new ClusterClient(resources, seeds, options);
	}

}
