package dev.redisenv.connection;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.data.redis.connection.RedisStaticMasterReplicaConfiguration;

/**
 * A master and its replicas that were listed by whoever set up the connection. The
 * connection factory does not tell its nodes, and what it says of a standalone server is
 * a default.
 */
public final class FixedReplicas {

	private FixedReplicas() {
	}

	/**
	 * Returns whether the application connects to such.
	 * @param details where Spring Boot connects to
	 * @param configuration what the application says instead
	 * @return whether the nodes are listed
	 */
	public static boolean areListed(ObjectProvider<DataRedisConnectionDetails> details,
			ObjectProvider<RedisStaticMasterReplicaConfiguration> configuration) {
		DataRedisConnectionDetails location = details.getIfUnique();
		return configuration.getIfUnique() != null || (location != null && location.getMasterReplica() != null);
	}

}
