package dev.redisenv.contract;

import org.jspecify.annotations.Nullable;

/**
 * Knows which variables have no effect beside the others.
 */
final class UnusedVariables {

	private final RedisSettings settings;

	private final @Nullable String applicationProperty;

	/**
	 * Creates an instance.
	 * @param settings what was read
	 * @param applicationProperty the connection property that the application sets itself
	 */
	UnusedVariables(RedisSettings settings, @Nullable String applicationProperty) {
		this.settings = settings;
		this.applicationProperty = applicationProperty;
	}

	@Nullable String reason(RedisVariable variable) {
		boolean webSocket = variable.section() == RedisVariable.Section.WEBSOCKET;
		boolean connects = variable.locates() || (webSocket && this.settings.webSocket() == null);
		return switch (this.settings.origin()) {
			case VARIABLES -> tokens(variable);
			case OFF -> (variable == RedisVariable.USE_REDIS || isCookie(variable)) ? null : "USE_REDIS is false";
			case NOBODY -> connects ? "REDIS_URI does not say where Redis is" : null;
			case APPLICATION -> (connects && !isForTokens(variable))
					? this.applicationProperty + " is set by the application and decides the connection as a whole"
					: tokens(variable);
		};
	}

	/**
	 * What only one issuer of tokens needs.
	 */
	private @Nullable String tokens(RedisVariable variable) {
		Iam.Provider needs = switch (variable) {
			case AWS_REGION, AWS_DEFAULT_REGION -> Iam.Provider.AWS;
			case REDIS_GCP_SERVICE_ACCOUNT_JSON -> Iam.Provider.GCP;
			default -> null;
		};
		return (needs == null || uses(this.settings.connection(), needs) || uses(this.settings.webSocket(), needs))
				? null : "REDIS_IAM_AUTH_PROVIDER is not " + needs.text();
	}

	private boolean isForTokens(RedisVariable variable) {
		boolean token = switch (variable) {
			case REDIS_IAM_AUTH_PROVIDER, REDIS_GCP_SERVICE_ACCOUNT_JSON, AWS_REGION, AWS_DEFAULT_REGION -> true;
			default -> false;
		};
		return token && this.settings.webSocket() != null && this.settings.webSocket().usesTokens();
	}

	private static boolean uses(@Nullable Connection connection, Iam.Provider provider) {
		Iam iam = (connection != null) ? connection.credentials().iam() : null;
		return iam != null && iam.provider() == provider;
	}

	/**
	 * The cookie of the container's own sessions is the same.
	 */
	private static boolean isCookie(RedisVariable variable) {
		return variable == RedisVariable.SESSION_COOKIE_SECURE || variable == RedisVariable.SESSION_COOKIE_SAME_SITE;
	}

}
