package dev.redisenv.contract;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The table of variables. Reading, messages, IDE metadata and the reference page come
 * from here. A constant is named exactly as its variable.
 */
public enum RedisVariable {

	USE_REDIS(Section.LOCATION, ValueType.BOOLEAN, "on when a location is set", """
			Master switch; false opens no connection and keeps everything in memory."""),

	REDIS_URI(Section.LOCATION, ValueType.URLS, "none", """
			Where Redis is; more than one URL is a cluster. REDIS_CLUSTER_DATABASE_URIS is always a cluster.""",
			"REDIS_URL", "REDIS_DATABASE_URI", "REDIS_CLUSTER_DATABASE_URIS"),

	REDIS_URI_FILE(Section.LOCATION, ValueType.PATH, "none", """
			File that holds what REDIS_URI would."""),

	USE_REDIS_CLUSTER(Section.LOCATION, ValueType.BOOLEAN, "false", """
			The single URL is the seed of a cluster.""", "REDIS_CLUSTER", "REDIS_CLUSTER_ENABLED"),

	REDIS_SENTINEL_HOSTS(Section.LOCATION, ValueType.HOSTS, "none", """
			The Sentinels; the host in the URL is then the name of the master."""),

	REDIS_SENTINEL_PORT(Section.LOCATION, ValueType.PORT, "26379", """
			Port of the Sentinels that name none."""),

	REDIS_SENTINEL_USERNAME(Section.LOCATION, ValueType.TEXT, "none", """
			User of the Sentinels themselves."""),

	REDIS_SENTINEL_PASSWORD(Section.LOCATION, ValueType.SECRET, "none", """
			Password of the Sentinels themselves."""),

	REDIS_SENTINEL_MAX_RETRY_COUNT(Section.LOCATION, ValueType.COUNT, "2", """
			Attempts in all for a command that meets a failover; 1 repeats nothing."""),

	REDIS_USERNAME(Section.LOCATION, ValueType.TEXT, "the URL's", """
			ACL user; overrides the URL's."""),

	REDIS_PASSWORD(Section.LOCATION, ValueType.SECRET, "the URL's", """
			Password; overrides the URL's.""", "REDIS_CLUSTER_PASSWORD"),

	REDIS_PASSWORD_FILE(Section.LOCATION, ValueType.PATH, "none", """
			File that holds the password; when it changes, live connections log in again."""),

	REDIS_CA(Section.TLS, ValueType.PATH, "the platform's trust store", """
			PEM file with the authorities that servers are trusted by; replaced on disk, new connections use it."""),

	REDIS_TLS_CA_CERT(Section.TLS, ValueType.PEM_BASE64, "none", """
			The same as REDIS_CA, as base64 of the PEM text."""),

	REDIS_TLS_CLIENT_CERT_PATH(Section.TLS, ValueType.PATH, "none", """
			PEM file with the client's certificate, for mutual TLS; replaced on disk, new connections use it."""),

	REDIS_TLS_CLIENT_KEY_PATH(Section.TLS, ValueType.PATH, "none", """
			PEM file with the client's private key, for mutual TLS."""),

	REDIS_SSL_CHECK_HOSTNAME(Section.TLS, ValueType.BOOLEAN, "true", """
			Whether the server's certificate must hold the dialled name; its chain is verified in any case."""),

	REDIS_CLUSTER_USE_SSL_CONNECTION(Section.TLS, ValueType.BOOLEAN, "from the scheme", """
			TLS for cluster nodes that are given as redis://."""),

	REDIS_USE_ALTERNATIVE_DNS_LOOKUP(Section.TLS, ValueType.BOOLEAN, "false", """
			Changes nothing: node names always reach the TLS layer unresolved, so that certificate and name match."""),

	REDIS_IAM_AUTH_PROVIDER(Section.TLS, ValueType.IAM_PROVIDER, "none", """
			Cloud that issues tokens to log in with, in the place of a password; the user is the URL's.""",
			"AGENT_REDIS_IAM_AUTH_PROVIDER"),

	REDIS_GCP_SERVICE_ACCOUNT_JSON(Section.TLS, ValueType.SECRET, "the platform's", """
			Key of the Google service account that logs in, as JSON."""),

	AWS_REGION(Section.TLS, ValueType.TEXT, "AWS_DEFAULT_REGION's", """
			AWS region that tokens are signed for."""),

	AWS_DEFAULT_REGION(Section.TLS, ValueType.TEXT, "the platform's", """
			The same as AWS_REGION, for where that is not set."""),

	REDIS_CLUSTER_SAFE_MODE(Section.TLS, ValueType.BOOLEAN, "false", """
			Never MULTI, nor a command or script over several slots; for servers that shard behind one endpoint."""),

	REDIS_CLUSTER_SAFE_DELETE(Section.TLS, ValueType.BOOLEAN, "false", """
			Keys are deleted one by one, in a pipeline; REDIS_CLUSTER_SAFE_MODE includes that."""),

	REDIS_CONNECT_TIMEOUT(Section.LIMITS, ValueType.MILLISECONDS, "10000", """
			How long a TCP connect may take."""),

	REDIS_SOCKET_TIMEOUT(Section.LIMITS, ValueType.SECONDS, "5", """
			How long one command may take; an idle subscription or a blocking read is not bounded by it."""),

	REDIS_RETRY_MAX_DELAY(Section.LIMITS, ValueType.MILLISECONDS, "3000", """
			Longest pause between two attempts to reconnect."""),

	REDIS_RETRY_MAX_ATTEMPTS(Section.LIMITS, ValueType.COUNT, "0", """
			Attempts to reconnect before a lost link is given up; 0 is endless."""),

	REDIS_ENABLE_OFFLINE_QUEUE(Section.LIMITS, ValueType.BOOLEAN, "true", """
			Commands wait for a reconnect, never longer than their timeout; false fails them at once."""),

	REDIS_MAX_CONNECTIONS(Section.LIMITS, ValueType.COUNT, "one shared connection", """
			Ceiling of a connection pool; setting it switches pooling on."""),

	REDIS_MAX_LISTENERS(Section.LIMITS, ValueType.COUNT, "40", """
			More subscriptions than this on one listener container are reported once as a leak."""),

	REDIS_PING_INTERVAL(Section.LIMITS, ValueType.SECONDS, "0", """
			Time between two PINGs on every connection; 0 sends none."""),

	REDIS_PING_TIMEOUT(Section.LIMITS, ValueType.MILLISECONDS, "5000", """
			How long a PING may take before its link counts as dead and is closed, to be opened again."""),

	REDIS_KEY_PREFIX(Section.KEYS, ValueType.PREFIX, "none", """
			What all keys and channels of the application begin with."""),

	REDIS_KEY_PREFIX_VAR(Section.KEYS, ValueType.VARIABLE_NAME, "none", """
			Name of the variable that holds the prefix."""),

	FORCED_IN_MEMORY_CACHE_NAMESPACES(Section.KEYS, ValueType.NAMES, "none", """
			Caches that stay in the memory of the process."""),

	REDIS_SCAN_COUNT(Section.KEYS, ValueType.COUNT, "1000", """
			How many keys one SCAN looks at; KEYS is never sent."""),

	REDIS_DELETE_CHUNK_SIZE(Section.KEYS, ValueType.COUNT, "1000", """
			How many keys one UNLINK removes."""),

	SESSION_COOKIE_SECURE(Section.KEYS, ValueType.BOOLEAN, "as the request came", """
			Whether browsers send the session cookie over HTTPS only.""", "WEBUI_SESSION_COOKIE_SECURE"),

	SESSION_COOKIE_SAME_SITE(Section.KEYS, ValueType.SAME_SITE, "lax", """
			Which requests of other sites carry the session cookie.""", "WEBUI_SESSION_COOKIE_SAME_SITE"),

	WEBSOCKET_REDIS_URL(Section.WEBSOCKET, ValueType.URLS, "the main connection's", """
			Where the Redis for WebSocket traffic is; what it does not say is the main connection's."""),

	WEBSOCKET_REDIS_CLUSTER(Section.WEBSOCKET, ValueType.BOOLEAN, "the main connection's", """
			The single WebSocket URL is the seed of a cluster."""),

	WEBSOCKET_SENTINEL_HOSTS(Section.WEBSOCKET, ValueType.HOSTS, "the main connection's", """
			The Sentinels of the WebSocket connection."""),

	WEBSOCKET_SENTINEL_PORT(Section.WEBSOCKET, ValueType.PORT, "the main connection's", """
			Port of the WebSocket connection's Sentinels that name none."""),

	WEBSOCKET_REDIS_OPTIONS(Section.WEBSOCKET, ValueType.OPTIONS, "the main connection's", """
			Options of the WebSocket connection, as a JSON object of the names that a URL's query may hold.""");

	private static final Pattern NEAR = Pattern.compile("(WEBSOCKET_)?REDIS_[A-Z0-9_]+");

	private static final Set<String> ALL_NAMES = Arrays.stream(values())
		.flatMap((variable) -> variable.names().stream())
		.collect(Collectors.toUnmodifiableSet());

	private final Section section;

	private final ValueType type;

	private final String defaultText;

	private final String description;

	@SuppressWarnings("ImmutableEnumChecker") // immutable, but not by its type
												// so
	private final List<String> names;

	RedisVariable(Section section, ValueType type, String defaultText, String description, String... aliases) {
		this.section = section;
		this.type = type;
		this.defaultText = defaultText;
		this.description = description;
		this.names = Stream.concat(Stream.of(name()), Stream.of(aliases)).toList();
	}

	/**
	 * Returns the part of the reference that the variable belongs to.
	 * @return the section
	 */
	public Section section() {
		return this.section;
	}

	/**
	 * Returns how the value is read.
	 * @return the type
	 */
	public ValueType type() {
		return this.type;
	}

	/**
	 * Returns what holds where the variable is not set: a value, or a phrase that says
	 * where it comes from.
	 * @return the default
	 */
	public String defaultText() {
		return this.defaultText;
	}

	/**
	 * Returns what the variable means, in one sentence.
	 * @return a sentence
	 */
	public String description() {
		return this.description;
	}

	/**
	 * Returns the other names under which the variable is read.
	 * @return the aliases, possibly none
	 */
	public List<String> aliases() {
		return this.names.subList(1, this.names.size());
	}

	/**
	 * Returns every name under which the variable is read.
	 * @return the name and its aliases
	 */
	public List<String> names() {
		return this.names;
	}

	/**
	 * Returns whether the variable belongs to the main connection's location and log-in,
	 * which somebody else may decide as a whole.
	 * @return {@code true} where it has no effect then
	 */
	public boolean locates() {
		return switch (this) {
			case REDIS_URI, REDIS_URI_FILE, USE_REDIS_CLUSTER, REDIS_SENTINEL_HOSTS, REDIS_SENTINEL_PORT,
					REDIS_SENTINEL_USERNAME, REDIS_SENTINEL_PASSWORD, REDIS_USERNAME, REDIS_PASSWORD,
					REDIS_PASSWORD_FILE, REDIS_CA, REDIS_TLS_CA_CERT, REDIS_TLS_CLIENT_CERT_PATH,
					REDIS_TLS_CLIENT_KEY_PATH, REDIS_SSL_CHECK_HOSTNAME, REDIS_CLUSTER_USE_SSL_CONNECTION,
					REDIS_IAM_AUTH_PROVIDER, REDIS_GCP_SERVICE_ACCOUNT_JSON, AWS_REGION, AWS_DEFAULT_REGION ->
				true;
			default -> false;
		};
	}

	/**
	 * Returns the name of the Spring property that a variable is read from.
	 * @param name a name of a variable
	 * @return the name in kebab case
	 */
	public static String propertyName(String name) {
		return name.toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/**
	 * Returns whether a name is one of the contract's, or is meant to be.
	 * @param name name of an environment variable
	 * @return {@code true} for the names in the table and those that share their
	 * beginning
	 */
	public static boolean looksLikeOurs(String name) {
		return ALL_NAMES.contains(name) || NEAR.matcher(name).matches();
	}

	static Set<String> allNames() {
		return ALL_NAMES;
	}

	/**
	 * A part of the reference.
	 */
	public enum Section {

		/** Which servers, and how to log in. */
		LOCATION("Where Redis is"),

		/** Encryption and names. */
		TLS("TLS, tokens and names"),

		/** Times and counts. */
		LIMITS("Limits and keep-alive"),

		/** What is kept, and under which names. */
		KEYS("Keys, caches, sessions"),

		/** The second connection. */
		WEBSOCKET("WebSocket connection");

		private final String title;

		Section(String title) {
			this.title = title;
		}

		/**
		 * Returns the heading of the section.
		 * @return the heading
		 */
		public String title() {
			return this.title;
		}

	}

}
