package dev.redisenv.contract;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Reads the main connection, and the WebSocket connection from what the main one leaves
 * open. Both are built from the same parts: the URLs, options by name, and who is asked
 * for the nodes.
 */
final class ConnectionReader {

	static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

	static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(5);

	private static final int SENTINEL_PORT = 26379;

	private static final int REDIS_PORT = 6379;

	private final Variables variables;

	private final Problems problems;

	private final Values values;

	ConnectionReader(Variables variables, Problems problems) {
		this.variables = variables;
		this.problems = problems;
		this.values = new Values(problems);
	}

	/**
	 * What a connection is built from.
	 *
	 * @param urls the servers
	 * @param tls whether links are encrypted
	 * @param options what was said by option name, the strongest voice already chosen
	 * @param isCluster whether it is a cluster
	 * @param sentinels the Sentinels; empty where there are none
	 */
	record Draft(RedisUrls urls, boolean tls, Map<UrlOption, Value> options, boolean isCluster, List<Node> sentinels) {

	}

	Draft main(Value location) {
		RedisUrls urls = RedisUrls.parse(location, this.problems);
		Value clusterSwitch = this.variables.get(RedisVariable.USE_REDIS_CLUSTER);
		Boolean cluster = this.values.flag(clusterSwitch);
		List<Node> sentinels = sentinels(RedisVariable.REDIS_SENTINEL_HOSTS, RedisVariable.REDIS_SENTINEL_PORT);
		Map<UrlOption, Value> options = mainOptions(urls);
		boolean isCluster = isCluster(urls, clusterSwitch, cluster,
				this.variables.get(RedisVariable.REDIS_SENTINEL_HOSTS));
		return new Draft(urls, tls(urls, isCluster), options, isCluster, sentinels);
	}

	/**
	 * Makes a draft that nothing can be inherited from but where it goes.
	 */
	Draft bare(Value location) {
		RedisUrls urls = RedisUrls.parse(location, this.problems);
		return new Draft(urls, urls.tls(), Map.of(), false, List.of());
	}

	Draft webSocket(Draft main) {
		Value location = this.variables.get(RedisVariable.WEBSOCKET_REDIS_URL);
		RedisUrls urls = (location != null) ? RedisUrls.parse(location, this.problems) : main.urls();
		Value clusterSwitch = this.variables.get(RedisVariable.WEBSOCKET_REDIS_CLUSTER);
		Boolean cluster = this.values.flag(clusterSwitch);
		Value sentinelHosts = this.variables.get(RedisVariable.WEBSOCKET_SENTINEL_HOSTS);
		List<Node> sentinels = sentinels(RedisVariable.WEBSOCKET_SENTINEL_HOSTS, RedisVariable.WEBSOCKET_SENTINEL_PORT);
		Map<UrlOption, Value> given = webSocketOptions();
		if (sentinelHosts == null && !Boolean.TRUE.equals(cluster)) {
			sentinels = main.sentinels();
		}
		boolean inherited = cluster == null && sentinelHosts == null && main.isCluster();
		boolean isCluster = inherited || isCluster(urls, clusterSwitch, cluster, sentinelHosts);
		boolean tls = (location != null) ? urls.tls() : main.tls();
		Map<UrlOption, Value> options = inherit(main.options(), tls, isCluster);
		Map<UrlOption, Value> own = new EnumMap<>(UrlOption.class);
		own.putAll((location != null) ? urls.options() : Map.of());
		own.putAll(given);
		// A user and a password belong together: another user's password is never sent.
		if (own.containsKey(UrlOption.USERNAME) || own.containsKey(UrlOption.PASSWORD)) {
			options.remove(UrlOption.USERNAME);
			options.remove(UrlOption.PASSWORD);
		}
		options.putAll(own);
		return new Draft(urls, tls, options, isCluster, isCluster ? List.of() : sentinels);
	}

	private Map<UrlOption, Value> mainOptions(RedisUrls urls) {
		Map<UrlOption, Value> options = new EnumMap<>(UrlOption.class);
		options.putAll(urls.options());
		for (UrlOption option : UrlOption.values()) {
			Value value = override(option);
			if (value != null) {
				Value other = options.put(option, value);
				if (other != null && !other.text().equals(value.text())) {
					this.problems.warn("%s and %s are both set and differ: %s is used.".formatted(value.label(),
							other.label(), value.label()));
				}
			}
		}
		return options;
	}

	private @Nullable Value override(UrlOption option) {
		RedisVariable variable = option.variable();
		Value value = (variable != null) ? this.variables.get(variable) : null;
		RedisVariable alternative = switch (option) {
			case PASSWORD -> RedisVariable.REDIS_PASSWORD_FILE;
			case SSL_CA_CERTS -> RedisVariable.REDIS_TLS_CA_CERT;
			default -> null;
		};
		Value other = (alternative != null) ? this.variables.get(alternative) : null;
		if (value != null && other != null) {
			this.problems.addLine(other, "and " + value.name() + " are two forms of one setting and are both set",
					removal(other, value));
		}
		return (value != null) ? value : other;
	}

	static String removal(Value removed, Value kept) {
		return "unset " + removed.name() + "   # or unset " + kept.name();
	}

	private static Map<UrlOption, Value> inherit(Map<UrlOption, Value> main, boolean tls, boolean cluster) {
		Map<UrlOption, Value> options = new EnumMap<>(UrlOption.class);
		options.putAll(main);
		if (!tls) {
			options.keySet().removeIf(UrlOption::isTls);
		}
		if (cluster) {
			options.remove(UrlOption.DB);
		}
		return options;
	}

	private Map<UrlOption, Value> webSocketOptions() {
		Map<UrlOption, Value> options = new EnumMap<>(UrlOption.class);
		Value json = this.variables.get(RedisVariable.WEBSOCKET_REDIS_OPTIONS);
		if (json == null) {
			return options;
		}
		String example = "{\"socket_timeout\": 5}";
		Map<String, String> members = Json.object(json.text());
		if (members == null) {
			this.problems.add(json, "is not a JSON object", example);
			return options;
		}
		members.forEach((name, text) -> UrlOption.of(name)
			.ifPresentOrElse((option) -> options.put(option, json.option(option, text)),
					() -> this.problems.add(json, "has an option that is none of " + UrlOption.names(), example)));
		return options;
	}

	private List<Node> sentinels(RedisVariable hosts, RedisVariable port) {
		int defaultPort = this.values.count(this.variables.get(port), 1, 65535, SENTINEL_PORT);
		Value value = this.variables.get(hosts);
		return (value != null) ? this.values.hosts(value, defaultPort) : List.of();
	}

	private boolean isCluster(RedisUrls urls, @Nullable Value clusterSwitch, @Nullable Boolean cluster,
			@Nullable Value sentinelHosts) {
		boolean clusterName = urls.source().name().equals("REDIS_CLUSTER_DATABASE_URIS");
		boolean several = urls.servers().size() > 1;
		boolean isCluster = several || clusterName || Boolean.TRUE.equals(cluster);
		if (sentinelHosts != null && isCluster) {
			Value culprit = (clusterSwitch != null) ? clusterSwitch : urls.source();
			this.problems.addLine(culprit, "asks for a cluster, but %s is set".formatted(sentinelHosts.name()),
					removal(sentinelHosts, culprit));
			return false;
		}
		if (clusterSwitch != null && Boolean.FALSE.equals(cluster) && isCluster) {
			this.problems.add(clusterSwitch, "is false, but %s lists %s".formatted(urls.source().name(),
					several ? "several URLs, which are a cluster" : "the nodes of a cluster"), "true");
		}
		return isCluster;
	}

	private boolean tls(RedisUrls urls, boolean cluster) {
		Value value = this.variables.get(RedisVariable.REDIS_CLUSTER_USE_SSL_CONNECTION);
		Boolean clusterTls = this.values.flag(value);
		if (value != null && Boolean.FALSE.equals(clusterTls) && urls.tls() && urls.readable()) {
			this.problems.add(value, "is false, but %s asks for TLS by its scheme".formatted(urls.source().name()),
					"true");
		}
		return urls.tls() || (cluster && Boolean.TRUE.equals(clusterTls));
	}

	/**
	 * Builds the connection.
	 */
	Connection build(Draft draft) {
		Map<UrlOption, Value> options = draft.options();
		return new Connection(topology(draft), credentials(options),
				new TlsReader(this.problems, this.values).read(draft.tls(), draft.urls().source(), options),
				this.values.duration(options.get(UrlOption.SOCKET_CONNECT_TIMEOUT), CONNECT_TIMEOUT),
				this.values.duration(options.get(UrlOption.SOCKET_TIMEOUT), COMMAND_TIMEOUT));
	}

	private Topology topology(Draft draft) {
		Value databaseValue = draft.options().get(UrlOption.DB);
		int database = this.values.count(databaseValue, 0, 999_999_999, 0);
		List<Node> nodes = draft.urls().servers().stream().map((server) -> server.toNode(REDIS_PORT)).toList();
		if (!draft.sentinels().isEmpty()) {
			return new Topology.Sentinel(nodes.get(0).host(), draft.sentinels(), sentinelCredentials(), database);
		}
		if (!draft.isCluster()) {
			return new Topology.Standalone(nodes.get(0), database);
		}
		if (databaseValue != null && database != 0) {
			this.problems.addLine(draft.urls().source(),
					"names database %d, but a cluster has only database 0".formatted(database),
					databaseValue.name() + "="
							+ nodes.stream()
								.map((node) -> (draft.urls().tls() ? "rediss://" : "redis://") + node)
								.collect(Collectors.joining(",")));
		}
		return new Topology.Cluster(nodes);
	}

	private Credentials sentinelCredentials() {
		Value username = this.variables.get(RedisVariable.REDIS_SENTINEL_USERNAME);
		Value password = this.variables.get(RedisVariable.REDIS_SENTINEL_PASSWORD);
		return new Credentials((username != null) ? username.text() : null,
				(password != null) ? Secret.of(password.text()) : null, null);
	}

	private Credentials credentials(Map<UrlOption, Value> options) {
		Value username = options.get(UrlOption.USERNAME);
		Value password = options.get(UrlOption.PASSWORD);
		String name = (username != null) ? username.text() : null;
		if (password == null) {
			return new Credentials(name, null, null);
		}
		if (!password.name().equals(RedisVariable.REDIS_PASSWORD_FILE.name())) {
			return new Credentials(name, Secret.of(password.text()), null);
		}
		String content = this.values.content(password);
		if (content != null && content.isBlank()) {
			this.problems.add(password, "names a file that is empty", "/path/to/password");
		}
		return (content == null) ? new Credentials(name, null, null)
				: new Credentials(name, Secret.of(content.stripTrailing()), this.values.file(password));
	}

}
