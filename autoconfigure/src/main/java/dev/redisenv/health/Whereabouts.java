package dev.redisenv.health;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.lettuce.core.SslVerifyMode;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisNode;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.util.ClassUtils;

/**
 * Where a connection goes, as its factory is set up; nothing is opened to find out. It
 * holds no secret.
 *
 * @param topology standalone, cluster or sentinel; {@code unknown} for a client other
 * than Lettuce
 * @param nodes hosts and ports: the server, seeds of the cluster, or the Sentinels
 * @param master name of the master that Sentinels watch
 * @param database number of the database; {@code null} where there is only one
 * @param tls whether links are encrypted
 * @param hostnameCheck whether certificates must hold the dialled name
 * @param user who logs in
 */
record Whereabouts(String topology, List<String> nodes, @Nullable String master, @Nullable Integer database,
		boolean tls, boolean hostnameCheck, @Nullable String user) {

	static final boolean LETTUCE = ClassUtils.isPresent("io.lettuce.core.RedisClient", null);

	private static final Whereabouts UNKNOWN = new Whereabouts("unknown", List.of(), null, null, false, false, null);

	Whereabouts {
		nodes = List.copyOf(nodes);
	}

	static Whereabouts of(RedisConnectionFactory factory) {
		return (LETTUCE && factory instanceof LettuceConnectionFactory lettuce) ? ofLettuce(lettuce) : UNKNOWN;
	}

	private static Whereabouts ofLettuce(LettuceConnectionFactory factory) {
		boolean tls = factory.isUseSsl();
		boolean check = tls && factory.getClientConfiguration().getVerifyMode() == SslVerifyMode.FULL;
		RedisClusterConfiguration cluster = factory.getClusterConfiguration();
		RedisSentinelConfiguration sentinel = factory.getSentinelConfiguration();
		if (cluster != null) {
			return new Whereabouts("cluster", texts(cluster.getClusterNodes()), null, null, tls, check, user(cluster));
		}
		if (sentinel != null) {
			return new Whereabouts("sentinel", texts(sentinel.getSentinels()),
					(sentinel.getMaster() != null) ? sentinel.getMaster().getName() : null, sentinel.getDatabase(), tls,
					check, user(sentinel));
		}
		RedisNode node = new RedisNode(factory.getHostName(), factory.getPort());
		return new Whereabouts("standalone", List.of(node.toString()), null, factory.getDatabase(), tls, check,
				user(factory.getStandaloneConfiguration()));
	}

	private static List<String> texts(Iterable<RedisNode> nodes) {
		List<String> texts = new ArrayList<>();
		nodes.forEach((node) -> texts.add(node.toString()));
		return texts;
	}

	private static @Nullable String user(RedisConfiguration configuration) {
		return (configuration instanceof RedisConfiguration.WithAuthentication log) ? log.getUsername() : null;
	}

	/**
	 * Returns the whereabouts as details of a health, in the order in which they are
	 * read.
	 */
	Map<String, Object> details() {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("topology", this.topology);
		if (!this.nodes.isEmpty()) {
			details.put("nodes", this.nodes);
		}
		putIfPresent(details, "master", this.master);
		putIfPresent(details, "database", this.database);
		details.put("tls", this.tls);
		if (this.tls) {
			details.put("hostnameCheck", this.hostnameCheck);
		}
		details.put("user", (this.user != null) ? this.user : "default");
		return details;
	}

	private static void putIfPresent(Map<String, Object> details, String name, @Nullable Object value) {
		if (value != null) {
			details.put(name, value);
		}
	}

	/**
	 * Prints the servers, as the start-up line does.
	 */
	@Override
	public String toString() {
		return this.topology + ((this.master != null) ? " " + this.master + " at" : "")
				+ (this.nodes.isEmpty() ? "" : " " + String.join(",", this.nodes))
				+ ((this.database != null) ? " db " + this.database : "");
	}

}
