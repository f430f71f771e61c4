package dev.redisenv.diagnosis;

/**
 * What can be changed about a connection, in the words of each {@link Decider}.
 */
enum Setting {

	LOCATION("REDIS_URI", "WEBSOCKET_REDIS_URL", "spring.data.redis.url (or host and port)"),

	WITH_TLS("REDIS_URI must begin with rediss://", "WEBSOCKET_REDIS_URL must begin with rediss://",
			"spring.data.redis.ssl.enabled must be true", "{BEAN} must use TLS"),

	WITHOUT_TLS("REDIS_URI must begin with redis:// instead of rediss://",
			"WEBSOCKET_REDIS_URL must begin with redis:// instead of rediss://",
			"spring.data.redis.ssl.enabled must be false", "{BEAN} must not use TLS"),

	CA("REDIS_CA", "ssl_ca_certs in WEBSOCKET_REDIS_OPTIONS", "the bundle in spring.data.redis.ssl.bundle"),

	NO_HOST_NAME_CHECK("REDIS_SSL_CHECK_HOSTNAME must be false",
			"ssl_check_hostname in WEBSOCKET_REDIS_OPTIONS must be false",
			"a LettuceClientConfigurationBuilderCustomizer must set SslVerifyMode.CA",
			"{BEAN} must set SslVerifyMode.CA"),

	CLIENT_CERTIFICATE("REDIS_TLS_CLIENT_CERT_PATH and REDIS_TLS_CLIENT_KEY_PATH",
			"ssl_certfile and ssl_keyfile in WEBSOCKET_REDIS_OPTIONS", "the bundle in spring.data.redis.ssl.bundle"),

	USERNAME("REDIS_USERNAME", "the user in WEBSOCKET_REDIS_URL", "spring.data.redis.username"),

	LOG_IN("REDIS_USERNAME and REDIS_PASSWORD must hold a log-in that it knows",
			"the user and the password in WEBSOCKET_REDIS_URL must be a log-in that it knows",
			"spring.data.redis.username and spring.data.redis.password must hold a log-in that it knows",
			"{BEAN} must log in as a user that it knows"),

	PASSWORD("REDIS_PASSWORD", "the password in WEBSOCKET_REDIS_URL", "spring.data.redis.password"),

	CLUSTER("USE_REDIS_CLUSTER must be true", "WEBSOCKET_REDIS_CLUSTER must be true",
			"spring.data.redis.cluster.nodes must list the nodes, in the place of spring.data.redis.host",
			"{BEAN} must connect to a cluster"),

	NO_CLUSTER("USE_REDIS_CLUSTER must be false, and REDIS_URI hold one URL",
			"WEBSOCKET_REDIS_CLUSTER must be false, and WEBSOCKET_REDIS_URL hold one URL",
			"spring.data.redis.host must name the server, in the place of spring.data.redis.cluster.nodes",
			"{BEAN} must connect to a single server"),

	MASTER("the host in REDIS_URI", "the host in WEBSOCKET_REDIS_URL", "spring.data.redis.sentinel.master"),

	SENTINELS("REDIS_SENTINEL_HOSTS", "WEBSOCKET_SENTINEL_HOSTS", "spring.data.redis.sentinel.nodes"),

	SENTINEL_LOG_IN("REDIS_SENTINEL_USERNAME and REDIS_SENTINEL_PASSWORD",
			"REDIS_SENTINEL_USERNAME and REDIS_SENTINEL_PASSWORD",
			"spring.data.redis.sentinel.username and spring.data.redis.sentinel.password"),

	DATABASE("the database in REDIS_URI", "the database in WEBSOCKET_REDIS_URL", "spring.data.redis.database");

	/**
	 * Where a cloud is asked for tokens, it also decides whom they let in.
	 */
	private static final String TOKENS = "REDIS_IAM_AUTH_PROVIDER must name the cloud of the server, and the cloud let "
			+ "this application log in as the user that the URL names";

	private static final String BEAN = "the connection bean of the application";

	private final String variables;

	private final String webSocketVariables;

	private final String properties;

	private final String bean;

	Setting(String variables, String webSocketVariables, String properties) {
		this(variables, webSocketVariables, properties, "{BEAN}");
	}

	Setting(String variables, String webSocketVariables, String properties, String bean) {
		this.variables = variables;
		this.webSocketVariables = webSocketVariables;
		this.properties = properties;
		this.bean = bean.replace("{BEAN}", BEAN);
	}

	String in(Decider decider) {
		return switch (decider) {
			case VARIABLES -> this.variables;
			case VARIABLES_WITH_TOKENS -> (this == LOG_IN) ? TOKENS : this.variables;
			case WEBSOCKET_VARIABLES -> this.webSocketVariables;
			case WEBSOCKET_VARIABLES_WITH_TOKENS -> (this == LOG_IN) ? TOKENS : this.webSocketVariables;
			case PROPERTIES -> this.properties;
			case BEAN -> this.bean;
		};
	}

}
