package dev.redisenv.contract;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * What a Redis URL can say beside its host: the names that its query may hold. They are
 * those of redis-py, which Open WebUI and LangSmith hand their URLs to.
 */
enum UrlOption {

	USERNAME(ValueType.TEXT, "alice"), PASSWORD(ValueType.SECRET, "<password>"), DB(ValueType.COUNT, "0"),
	SSL_CHECK_HOSTNAME(ValueType.BOOLEAN, "false"), SSL_CA_CERTS(ValueType.PATH, "/path/to/ca.pem"),
	SSL_CERTFILE(ValueType.PATH, "/path/to/client.pem"), SSL_KEYFILE(ValueType.PATH, "/path/to/client.key"),
	SOCKET_TIMEOUT(ValueType.SECONDS, "5"), SOCKET_CONNECT_TIMEOUT(ValueType.SECONDS, "10");

	private final ValueType type;

	private final String example;

	UrlOption(ValueType type, String example) {
		this.type = type;
		this.example = example;
	}

	static Optional<UrlOption> of(String name) {
		return Arrays.stream(values()).filter((option) -> option.text().equals(name)).findFirst();
	}

	static String names() {
		return Arrays.stream(values()).map(UrlOption::text).collect(Collectors.joining(", "));
	}

	ValueType type() {
		return this.type;
	}

	String example() {
		return this.example;
	}

	String text() {
		return name().toLowerCase(Locale.ROOT);
	}

	boolean isTls() {
		return text().startsWith("ssl_");
	}

	/**
	 * Returns the variable that overrides the option, or {@code null} where there is
	 * none.
	 */
	@Nullable RedisVariable variable() {
		return switch (this) {
			case USERNAME -> RedisVariable.REDIS_USERNAME;
			case PASSWORD -> RedisVariable.REDIS_PASSWORD;
			case DB -> null;
			case SSL_CHECK_HOSTNAME -> RedisVariable.REDIS_SSL_CHECK_HOSTNAME;
			case SSL_CA_CERTS -> RedisVariable.REDIS_CA;
			case SSL_CERTFILE -> RedisVariable.REDIS_TLS_CLIENT_CERT_PATH;
			case SSL_KEYFILE -> RedisVariable.REDIS_TLS_CLIENT_KEY_PATH;
			case SOCKET_TIMEOUT -> RedisVariable.REDIS_SOCKET_TIMEOUT;
			case SOCKET_CONNECT_TIMEOUT -> RedisVariable.REDIS_CONNECT_TIMEOUT;
		};
	}

}
