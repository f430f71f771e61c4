package dev.redisenv.contract;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Reads what the variables say of the main connection, and of the WebSocket connection
 * with what it inherits.
 */
final class ConnectionReader {

	private static final int SENTINEL_PORT = 26379;

	private final Variables variables;

	private final Problems problems;

	private final Values values;

	ConnectionReader(Variables variables, Problems problems) {
		this.variables = variables;
		this.problems = problems;
		this.values = new Values(problems);
	}

	ConnectionDraft main(Value location) {
		RedisUrls urls = RedisUrls.parse(location, this.problems);
		Value clusterSwitch = this.variables.get(RedisVariable.USE_REDIS_CLUSTER);
		Boolean cluster = this.values.flag(clusterSwitch);
		List<Node> sentinels = sentinels(RedisVariable.REDIS_SENTINEL_HOSTS, RedisVariable.REDIS_SENTINEL_PORT);
		Map<UrlOption, Value> options = mainOptions(urls);
		boolean isCluster = isCluster(urls, clusterSwitch, cluster,
				this.variables.get(RedisVariable.REDIS_SENTINEL_HOSTS));
		return new ConnectionDraft(urls, tls(urls, isCluster), options, isCluster, sentinels,
				this.variables.get(RedisVariable.REDIS_IAM_AUTH_PROVIDER));
	}

	/**
	 * Makes a draft that nothing can be inherited from but where it goes, and tokens.
	 */
	ConnectionDraft bare(Value location) {
		RedisUrls urls = RedisUrls.parse(location, this.problems);
		return new ConnectionDraft(urls, urls.tls(), Map.of(), false, List.of(),
				this.variables.get(RedisVariable.REDIS_IAM_AUTH_PROVIDER));
	}

	ConnectionDraft webSocket(ConnectionDraft main) {
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
		boolean tls = (location != null) ? tls(urls, isCluster) : main.tls();
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
		return new ConnectionDraft(urls, tls, options, isCluster, isCluster ? List.of() : sentinels,
				own.containsKey(UrlOption.PASSWORD) ? null : main.iam());
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

}
