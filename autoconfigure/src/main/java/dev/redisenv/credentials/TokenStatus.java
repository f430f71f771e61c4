package dev.redisenv.credentials;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

import dev.redisenv.status.FeatureStatus;

/**
 * Says whose tokens log in, and until when.
 */
final class TokenStatus implements FeatureStatus {

	private final TokenConnections connections;

	TokenStatus(TokenConnections connections) {
		this.connections = connections;
	}

	@Override
	public String feature() {
		return "tokens";
	}

	@Override
	public Report report() {
		String trouble = this.connections.stream()
			.map(TokenCredentials::failure)
			.filter(Objects::nonNull)
			.distinct()
			.collect(Collectors.joining("; "));
		return new Report(trouble.isEmpty() ? null : trouble + ".",
				Map.of("logIns", this.connections.stream().map(TokenStatus::details).toList()));
	}

	private static Map<String, Object> details(TokenCredentials credentials) {
		Map<String, Object> details = new TreeMap<>();
		details.put("provider", credentials.provider().text());
		details.put("user", credentials.user());
		if (credentials.expiry() != null) {
			details.put("expiry", credentials.expiry().toString());
		}
		return details;
	}

}
