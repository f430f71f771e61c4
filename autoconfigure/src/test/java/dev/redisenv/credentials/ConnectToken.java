package dev.redisenv.credentials;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The token an application shows to ElastiCache or MemoryDB: a presigned request to
 * connect, without its scheme.
 *
 * @param cache name of the cache or of its replication group, as it was signed
 * @param parameters the decoded query
 */
record ConnectToken(String cache, Map<String, String> parameters) {

	private static final Duration LONGEST_LIFE = Duration.ofMinutes(15);

	private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'")
		.withZone(ZoneOffset.UTC);

	/**
	 * Returns whether a text looks like a token.
	 */
	static boolean isOne(String text) {
		return text.matches("[^/?&=]+/\\?([^&=]+=[^&=]*&)*[^&=]+=[^&=]*");
	}

	static ConnectToken parse(String token) {
		if (!isOne(token)) {
			throw new IllegalArgumentException("'token' must be a presigned request");
		}
		String[] parts = token.split("/\\?", 2);
		Map<String, String> parameters = new HashMap<>();
		for (String parameter : parts[1].split("&", -1)) {
			String[] pair = parameter.split("=", 2);
			parameters.put(decoded(pair[0]), decoded(pair[1]));
		}
		return new ConnectToken(parts[0], parameters);
	}

	private static String decoded(String text) {
		// A plus is a plus here
		return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
	}

	private String get(String parameter) {
		return this.parameters.getOrDefault(parameter, "");
	}

	String user() {
		return get("User");
	}

	boolean isServerless() {
		return get("ResourceType").equals("ServerlessCache");
	}

	/**
	 * Returns the id of the key that signed, the day, the region, the service and
	 * {@code aws4_request}.
	 */
	private List<String> credential() {
		List<String> credential = List.of(get("X-Amz-Credential").split("/", -1));
		return (credential.size() == 5) ? credential : List.of("", "", "", "", "");
	}

	String accessKeyId() {
		return credential().get(0);
	}

	String region() {
		return credential().get(2);
	}

	String service() {
		return credential().get(3);
	}

	String securityToken() {
		return get("X-Amz-Security-Token");
	}

	/**
	 * Returns whether this is a request to connect, signed with the key by the book.
	 */
	boolean isSignedWith(String secret) {
		SignatureV4 signature = new SignatureV4(get("X-Amz-Date"), region(), service());
		Map<String, String> signed = new HashMap<>(this.parameters);
		String shown = signed.remove("X-Amz-Signature");
		return get("Action").equals("connect") && get("X-Amz-Algorithm").equals(SignatureV4.ALGORITHM)
				&& get("X-Amz-SignedHeaders").equals("host")
				&& get("X-Amz-Credential").equals(accessKeyId() + "/" + signature.scope())
				&& signature
					.of(secret, "/", signed, new TreeMap<>(Map.of("host", this.cache)), SignatureV4.EMPTY_PAYLOAD)
					.equals(shown);
	}

	Instant signedAt() {
		return DATE.parse(get("X-Amz-Date"), Instant::from);
	}

	/**
	 * Returns until when the token would be valid if its keys lived as long.
	 */
	Instant end() {
		return signedAt().plusSeconds(Long.parseLong(get("X-Amz-Expires")));
	}

	boolean isValidAt(Instant now) {
		// The date has no fraction of a second
		return !now.isBefore(signedAt()) && now.isBefore(end()) && !end().isAfter(signedAt().plus(LONGEST_LIFE));
	}

}
