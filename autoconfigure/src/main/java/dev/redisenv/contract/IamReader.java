package dev.redisenv.contract;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Reads who issues tokens, and checks that they can be used: with a user, without a
 * password, over TLS.
 */
final class IamReader {

	private final Variables variables;

	private final Problems problems;

	IamReader(Variables variables, Problems problems) {
		this.variables = variables;
		this.problems = problems;
	}

	@Nullable Iam read(Value value, ConnectionDraft draft) {
		Iam.Provider provider = Iam.Provider.of(value.text()).orElse(null);
		if (provider == null) {
			this.problems.add(value, "is none of aws, azure and gcp", "aws");
			return null;
		}
		if (!provider.isOnClassPath()) {
			this.problems.addLine(value, "is %s, but %s, which asks for its tokens, is not on the class path"
				.formatted(provider.text(), provider.library()), provider.dependency());
		}
		if (draft.urls().readable()) {
			checkConnection(value, provider, draft);
		}
		return new Iam(provider, region(), serviceAccount(provider));
	}

	private void checkConnection(Value value, Iam.Provider provider, ConnectionDraft draft) {
		Map<UrlOption, Value> options = draft.options();
		Value location = draft.urls().source();
		Value password = options.get(UrlOption.PASSWORD);
		if (password != null) {
			this.problems.addLine(password,
					"is a password, but %s asks for tokens in its place".formatted(value.name()),
					(password.option() == null) ? ConnectionReader.removal(password, value)
							: location.line("rediss://<user>@<host>"));
		}
		if (!draft.tls()) {
			this.problems.addLine(location,
					"does not ask for TLS, without which %s sends no token".formatted(value.name()),
					location.line("rediss://" + location.withoutScheme()));
		}
		if (provider == Iam.Provider.GCP && !draft.isCluster()) {
			this.problems.addLine(value, "is gcp, whose tokens Memorystore takes in clusters only",
					"USE_REDIS_CLUSTER=true");
		}
		// Memorystore knows the default user only
		if (provider != Iam.Provider.GCP && !options.containsKey(UrlOption.USERNAME)) {
			this.problems.addLine(location, "names no user, whom %s needs".formatted(value.name()),
					location.line("rediss://<user>@" + location.withoutScheme()));
		}
	}

	private @Nullable String region() {
		Value region = this.variables.get(RedisVariable.AWS_REGION);
		Value fallback = (region != null) ? region : this.variables.get(RedisVariable.AWS_DEFAULT_REGION);
		return (fallback != null) ? fallback.text() : null;
	}

	private @Nullable Secret serviceAccount(Iam.Provider provider) {
		Value value = this.variables.get(RedisVariable.REDIS_GCP_SERVICE_ACCOUNT_JSON);
		if (value == null || provider != Iam.Provider.GCP) {
			return null;
		}
		if (Json.object(value.text()) == null) {
			this.problems.add(value, "is not the JSON of a service account's key", "$(cat service-account.json)");
		}
		return Secret.of(value.text());
	}

}
