package dev.redisenv.contract;

import java.time.Duration;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Reads the variables into settings. It throws nothing: whatever is wrong is collected.
 */
public final class ContractReader {

	private final ConfigurableEnvironment environment;

	private final Problems problems = new Problems();

	private final Values values = new Values(this.problems);

	private final Variables variables;

	private final ConnectionBuilder connections;

	/** The connection property that the application sets itself. */
	private final @Nullable String ownProperty;

	/**
	 * Creates a reader of an environment.
	 * @param environment the application's environment, with every property source
	 */
	public ContractReader(ConfigurableEnvironment environment) {
		this.environment = environment;
		// One for all, since it reads the names of every source once.
		Iterable<ConfigurationPropertySource> sources = ConfigurationPropertySources
			.from(environment.getPropertySources());
		this.variables = new Variables(environment, sources, this.problems);
		this.connections = new ConnectionBuilder(this.variables, this.problems);
		this.ownProperty = ApplicationConnectionProperties.find(sources);
	}

	/**
	 * Reads the variables.
	 * @return settings, problems and warnings
	 */
	public RedisContract read() {
		RedisSettings settings = readSettings();
		new NearMisses(this.environment).forEach(this.problems::warn);
		return new RedisContract(settings, this.problems.problems(), this.problems.warnings(),
				this.variables.readings(new UnusedVariables(settings, this.ownProperty)));
	}

	private RedisSettings readSettings() {
		Value switchValue = value(RedisVariable.USE_REDIS);
		Boolean on = this.values.flag(switchValue);
		if (Boolean.FALSE.equals(on)) {
			// Off is off: a wrong location does no harm then.
			return settings(LocationOrigin.OFF, null, null);
		}
		Value location = location();
		if (this.ownProperty != null) {
			if (location != null) {
				this.problems.warn("%s is not used: %s is set by the application and decides the connection as a whole."
					.formatted(location.name(), this.ownProperty));
			}
			return settings(LocationOrigin.APPLICATION, null, webSocketAlone());
		}
		if (location == null) {
			if (switchValue != null && Boolean.TRUE.equals(on)) {
				this.problems.addLine(switchValue, "is true, but REDIS_URI does not say where Redis is",
						"REDIS_URI=redis://localhost:6379");
			}
			needsLocation(RedisVariable.REDIS_SENTINEL_HOSTS, "does not name the master", "redis://mymaster/0");
			needsLocation(RedisVariable.WEBSOCKET_REDIS_URL, "does not say where the main connection goes",
					"redis://localhost:6379");
			return settings(LocationOrigin.NOBODY, null, null);
		}
		ConnectionReader reader = new ConnectionReader(this.variables, this.problems);
		ConnectionDraft main = reader.main(location);
		Connection connection = this.connections.build(main);
		return settings(LocationOrigin.VARIABLES, connection,
				setsWebSocket() ? this.connections.build(reader.webSocket(main)) : connection);
	}

	/**
	 * Where nothing does, the second connection is the main one, and need not be read.
	 */
	private boolean setsWebSocket() {
		return Arrays.stream(RedisVariable.values())
			.anyMatch((variable) -> variable.section() == RedisVariable.Section.WEBSOCKET && value(variable) != null);
	}

	/**
	 * Finds the text that says where Redis is.
	 */
	private @Nullable Value location() {
		Value plain = value(RedisVariable.REDIS_URI);
		Value file = value(RedisVariable.REDIS_URI_FILE);
		if (plain != null && file != null) {
			this.problems.addLine(file, "and " + plain.name() + " are two forms of one setting and are both set",
					ConnectionReader.removal(file, plain));
		}
		if (plain != null || file == null) {
			return plain;
		}
		String content = this.values.content(file);
		if (content != null && content.isBlank()) {
			this.problems.add(file, "names a file that is empty", "/path/to/file");
			return null;
		}
		return (content != null)
				? new Value(file.name(), null, ValueType.URLS, content.strip(), content.strip(), file.origin()) : null;
	}

	/**
	 * Reads a WebSocket connection that has no main one to inherit from.
	 */
	private @Nullable Connection webSocketAlone() {
		Value location = value(RedisVariable.WEBSOCKET_REDIS_URL);
		if (location == null) {
			return null;
		}
		ConnectionReader reader = new ConnectionReader(this.variables, this.problems);
		return this.connections.build(reader.webSocket(reader.bare(location)));
	}

	private void needsLocation(RedisVariable variable, String fault, String location) {
		Value value = value(variable);
		if (value != null) {
			this.problems.addLine(value, "is set, but REDIS_URI " + fault, "REDIS_URI=" + location);
		}
	}

	private RedisSettings settings(LocationOrigin origin, @Nullable Connection connection,
			@Nullable Connection webSocket) {
		// It changes nothing, and is still no place for mistakes.
		this.values.flag(value(RedisVariable.REDIS_USE_ALTERNATIVE_DNS_LOOKUP));
		return new RedisSettings(origin, connection, webSocket, limits(),
				new ClusterSafety(this.values.flag(value(RedisVariable.REDIS_CLUSTER_SAFE_MODE), false),
						this.values.flag(value(RedisVariable.REDIS_CLUSTER_SAFE_DELETE), false)),
				ping(), new KeysReader(this.environment, this.variables, this.problems).keys(clustered(connection)),
				new CacheNamespacesReader(this.environment, this.problems)
					.read(value(RedisVariable.FORCED_IN_MEMORY_CACHE_NAMESPACES)),
				sessionCookie());
	}

	private static boolean clustered(@Nullable Connection connection) {
		return connection != null && connection.topology() instanceof Topology.Cluster;
	}

	private Ping ping() {
		return new Ping(this.values.durationOrZero(value(RedisVariable.REDIS_PING_INTERVAL), Duration.ofSeconds(30)),
				this.values.duration(value(RedisVariable.REDIS_PING_TIMEOUT), Duration.ofSeconds(5)));
	}

	private SessionCookie sessionCookie() {
		return new SessionCookie(this.values.flag(value(RedisVariable.SESSION_COOKIE_SECURE)),
				this.values.sameSite(value(RedisVariable.SESSION_COOKIE_SAME_SITE)));
	}

	private Limits limits() {
		Value poolSize = value(RedisVariable.REDIS_MAX_CONNECTIONS);
		return new Limits(
				this.values.duration(value(RedisVariable.REDIS_CONNECT_TIMEOUT), ConnectionBuilder.CONNECT_TIMEOUT),
				this.values.duration(value(RedisVariable.REDIS_SOCKET_TIMEOUT), ConnectionBuilder.COMMAND_TIMEOUT),
				this.values.duration(value(RedisVariable.REDIS_RETRY_MAX_DELAY), Duration.ofSeconds(3)),
				this.values.count(value(RedisVariable.REDIS_RETRY_MAX_ATTEMPTS), 0, Integer.MAX_VALUE, 0),
				this.values.flag(value(RedisVariable.REDIS_ENABLE_OFFLINE_QUEUE), true),
				(poolSize != null) ? this.values.count(poolSize, 1, Integer.MAX_VALUE, 8) : null,
				this.values.count(value(RedisVariable.REDIS_MAX_LISTENERS), 1, Integer.MAX_VALUE, 40),
				this.values.count(value(RedisVariable.REDIS_SENTINEL_MAX_RETRY_COUNT), 1, 100, 2));
	}

	private @Nullable Value value(RedisVariable variable) {
		return this.variables.get(variable);
	}

}
