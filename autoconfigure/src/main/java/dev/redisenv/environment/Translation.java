package dev.redisenv.environment;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.redisenv.contract.Connection;
import dev.redisenv.contract.Credentials;
import dev.redisenv.contract.Limits;
import dev.redisenv.contract.LocationOrigin;
import dev.redisenv.contract.Node;
import dev.redisenv.contract.RedisContract;
import dev.redisenv.contract.RedisSettings;
import dev.redisenv.contract.RedisVariable;
import dev.redisenv.contract.Secret;
import dev.redisenv.contract.SessionCookie;
import dev.redisenv.contract.Tls;
import dev.redisenv.contract.Topology;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * Says the settings in properties of Spring Boot. The URL is written in parts, never as
 * {@code spring.data.redis.url}: that would push aside user and password, and Spring Boot
 * reads some URLs differently.
 */
final class Translation {

	static final String BUNDLE = "redis-env";

	private static final boolean HEALTH = ClassUtils
		.isPresent("org.springframework.boot.health.actuate.endpoint.StatusAggregator", null);

	/**
	 * How often a cluster client asks for the nodes even where nothing points to a
	 * change.
	 */
	private static final Duration TOPOLOGY_REFRESH = Duration.ofSeconds(30);

	private final List<Property> properties = new ArrayList<>();

	/**
	 * One property.
	 *
	 * @param name its name
	 * @param value its value
	 * @param variable the variable it comes from; {@code null} for a default of ours
	 */
	record Property(String name, Object value, @Nullable RedisVariable variable) {

		/**
		 * Returns the variable that was set: the one that the property comes from, or
		 * another that says the same.
		 * @param contract what was read
		 * @return the variable, or {@code null} where a default holds
		 */
		@Nullable RedisVariable source(RedisContract contract) {
			return voices().filter((variable) -> contract.reading(variable) != null).findFirst().orElse(null);
		}

		private Stream<RedisVariable> voices() {
			if (this.variable == null) {
				return Stream.empty();
			}
			return switch (this.variable) {
				case REDIS_PASSWORD -> withLocation(this.variable, RedisVariable.REDIS_PASSWORD_FILE);
				case REDIS_CA -> withLocation(this.variable, RedisVariable.REDIS_TLS_CA_CERT);
				case REDIS_URI, REDIS_USERNAME, REDIS_TLS_CLIENT_CERT_PATH, REDIS_TLS_CLIENT_KEY_PATH ->
					withLocation(this.variable);
				case REDIS_KEY_PREFIX -> Stream.of(this.variable, RedisVariable.REDIS_KEY_PREFIX_VAR);
				default -> Stream.of(this.variable);
			};
		}

		private static Stream<RedisVariable> withLocation(RedisVariable... variables) {
			return Stream.concat(Stream.of(variables),
					Stream.of(RedisVariable.REDIS_URI, RedisVariable.REDIS_URI_FILE));
		}

		/**
		 * Prints no value, since it may be a password.
		 */
		@Override
		public String toString() {
			return this.name;
		}

	}

	Translation(RedisSettings settings) {
		cookie(settings.sessionCookie());
		if (settings.origin() == LocationOrigin.OFF) {
			return;
		}
		Connection connection = settings.connection();
		Limits limits = settings.limits();
		add("spring.data.redis.connect-timeout",
				(connection != null) ? connection.connectTimeout() : limits.connectTimeout(),
				RedisVariable.REDIS_CONNECT_TIMEOUT);
		Duration timeout = (connection != null) ? connection.commandTimeout() : limits.commandTimeout();
		add("spring.data.redis.timeout", timeout, RedisVariable.REDIS_SOCKET_TIMEOUT);
		pool(limits, timeout);
		health();
		cluster();
		session(settings.keys().prefix());
		if (connection != null) {
			topology(connection.topology());
			credentials("spring.data.redis", connection.credentials(), RedisVariable.REDIS_USERNAME,
					RedisVariable.REDIS_PASSWORD);
			tls(connection.tls());
		}
	}

	void forEach(Consumer<Property> action) {
		this.properties.forEach(action);
	}

	private void pool(Limits limits, Duration timeout) {
		Integer size = limits.maxConnections();
		// Commons Pool on the class path alone would switch pooling on.
		add("spring.data.redis.lettuce.pool.enabled", size != null, RedisVariable.REDIS_MAX_CONNECTIONS);
		if (size != null) {
			add("spring.data.redis.lettuce.pool.max-active", size, RedisVariable.REDIS_MAX_CONNECTIONS);
			add("spring.data.redis.lettuce.pool.max-idle", size, RedisVariable.REDIS_MAX_CONNECTIONS);
			add("spring.data.redis.lettuce.pool.max-wait", timeout, RedisVariable.REDIS_SOCKET_TIMEOUT);
		}
	}

	/**
	 * Lettuce 7 follows hints of a changed cluster by itself; Lettuce 6 does where asked.
	 */
	private void cluster() {
		add("spring.data.redis.lettuce.cluster.refresh.adaptive", true, null);
		add("spring.data.redis.lettuce.cluster.refresh.period", TOPOLOGY_REFRESH, null);
	}

	/**
	 * Spring Boot takes no account of a status that is missing in its order.
	 */
	private void health() {
		if (HEALTH) {
			add("management.endpoint.health.status.order", "down,out-of-service,degraded,up,unknown", null);
		}
	}

	/**
	 * Where Redis is off the container's own sessions have the same cookie.
	 */
	private void cookie(SessionCookie cookie) {
		if (cookie.secure() != null) {
			add("server.servlet.session.cookie.secure", cookie.secure(), RedisVariable.SESSION_COOKIE_SECURE);
			add("server.reactive.session.cookie.secure", cookie.secure(), RedisVariable.SESSION_COOKIE_SECURE);
		}
		if (cookie.sameSite() != null) {
			add("server.servlet.session.cookie.same-site", cookie.sameSite(), RedisVariable.SESSION_COOKIE_SAME_SITE);
			add("server.reactive.session.cookie.same-site", cookie.sameSite(), RedisVariable.SESSION_COOKIE_SAME_SITE);
		}
	}

	private void session(@Nullable String prefix) {
		if (prefix != null) {
			add("spring.session.data.redis.namespace", prefix + ":session", RedisVariable.REDIS_KEY_PREFIX);
		}
	}

	private void topology(Topology topology) {
		if (topology instanceof Topology.Standalone standalone) {
			add("spring.data.redis.host", standalone.node().host(), RedisVariable.REDIS_URI);
			add("spring.data.redis.port", standalone.node().port(), RedisVariable.REDIS_URI);
			add("spring.data.redis.database", standalone.database(), RedisVariable.REDIS_URI);
		}
		else if (topology instanceof Topology.Cluster cluster) {
			add("spring.data.redis.cluster.nodes", join(cluster.seeds()), RedisVariable.REDIS_URI);
		}
		else if (topology instanceof Topology.Sentinel sentinel) {
			add("spring.data.redis.sentinel.master", sentinel.master(), RedisVariable.REDIS_URI);
			add("spring.data.redis.sentinel.nodes", join(sentinel.sentinels()), RedisVariable.REDIS_SENTINEL_HOSTS);
			add("spring.data.redis.database", sentinel.database(), RedisVariable.REDIS_URI);
			credentials("spring.data.redis.sentinel", sentinel.credentials(), RedisVariable.REDIS_SENTINEL_USERNAME,
					RedisVariable.REDIS_SENTINEL_PASSWORD);
		}
	}

	private static String join(List<Node> nodes) {
		return nodes.stream().map(Node::toString).collect(Collectors.joining(","));
	}

	private void credentials(String prefix, Credentials credentials, RedisVariable username,
			RedisVariable passwordVariable) {
		if (credentials.username() != null) {
			add(prefix + ".username", credentials.username(), username);
		}
		Secret password = credentials.password();
		if (password != null) {
			add(prefix + ".password", password.reveal(), passwordVariable);
		}
	}

	private void tls(@Nullable Tls tls) {
		if (tls == null) {
			return;
		}
		if (!tls.hasMaterial()) {
			add("spring.data.redis.ssl.enabled", true, RedisVariable.REDIS_URI);
			return;
		}
		String bundle = "spring.ssl.bundle.pem." + BUNDLE;
		add("spring.data.redis.ssl.bundle", BUNDLE, RedisVariable.REDIS_CA);
		if (tls.ca() != null) {
			add(bundle + ".truststore.certificate", tls.ca(), RedisVariable.REDIS_CA);
		}
		if (tls.certificate() != null && tls.key() != null) {
			add(bundle + ".keystore.certificate", tls.certificate(), RedisVariable.REDIS_TLS_CLIENT_CERT_PATH);
			add(bundle + ".keystore.private-key", tls.key(), RedisVariable.REDIS_TLS_CLIENT_KEY_PATH);
		}
	}

	private void add(String name, Object value, @Nullable RedisVariable variable) {
		// What was read is final: a password with ${ must not be resolved a second time.
		Object literal = (value instanceof String text) ? text.replace("${", "\\${") : value;
		this.properties.add(new Property(name, literal, variable));
	}

}
