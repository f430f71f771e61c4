package dev.redisenv.contract;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Builds the settings of a connection from what was read.
 */
final class ConnectionBuilder {

	static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

	static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(5);

	private static final int REDIS_PORT = 6379;

	private final Variables variables;

	private final Problems problems;

	private final Values values;

	ConnectionBuilder(Variables variables, Problems problems) {
		this.variables = variables;
		this.problems = problems;
		this.values = new Values(problems);
	}

	Connection build(ConnectionDraft draft) {
		Map<UrlOption, Value> options = draft.options();
		return new Connection(topology(draft), credentials(draft),
				new TlsReader(this.problems, this.values).read(draft.tls(), draft.urls().source(), options),
				this.values.duration(options.get(UrlOption.SOCKET_CONNECT_TIMEOUT), CONNECT_TIMEOUT),
				this.values.duration(options.get(UrlOption.SOCKET_TIMEOUT), COMMAND_TIMEOUT));
	}

	private Topology topology(ConnectionDraft draft) {
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
		return Credentials.of((username != null) ? username.text() : null,
				(password != null) ? Secret.of(password.text()) : null);
	}

	private Credentials credentials(ConnectionDraft draft) {
		Value username = draft.options().get(UrlOption.USERNAME);
		Value password = draft.options().get(UrlOption.PASSWORD);
		String name = (username != null) ? username.text() : null;
		if (draft.iam() != null) {
			Iam iam = new IamReader(this.variables, this.problems).read(draft.iam(), draft);
			return new Credentials(name, null, null, iam);
		}
		if (password == null) {
			return Credentials.of(name, null);
		}
		if (!password.name().equals(RedisVariable.REDIS_PASSWORD_FILE.name())) {
			return Credentials.of(name, Secret.of(password.text()));
		}
		String content = this.values.content(password);
		if (content != null && content.isBlank()) {
			this.problems.add(password, "names a file that is empty", "/path/to/password");
		}
		return (content == null) ? Credentials.of(name, null)
				: new Credentials(name, Secret.of(content.stripTrailing()), this.values.file(password), null);
	}

}
