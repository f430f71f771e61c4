package dev.redisenv.credentials;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;

import com.sun.net.httpserver.HttpExchange;
import dev.redisenv.credentials.FakeCloud.Refusal;

/**
 * The managed identity of an App Service, and that of a machine.
 */
final class FakeAzure {

	static final String OBJECT_ID = "5f3b2b1e-0000-4000-8000-1234567890ab";

	private static final String APP_SERVICE = "/azure/msi/token";

	private static final String MACHINE = "/metadata/identity/oauth2/token";

	private static final String RESOURCE = "https://redis.azure.com";

	private final FakeCloud cloud;

	private final String header = FakeCloud.random();

	FakeAzure(FakeCloud cloud) {
		this.cloud = cloud;
		cloud.tokens(APP_SERVICE, (exchange) -> {
			check(exchange, "X-IDENTITY-HEADER", this.header);
			return token();
		});
		cloud.tokens(MACHINE, (exchange) -> {
			check(exchange, "Metadata", "true");
			return token();
		});
	}

	private static void check(HttpExchange exchange, String header, String value) throws Refusal {
		FakeCloud.require(value.equalsIgnoreCase(exchange.getRequestHeaders().getFirst(header)), header);
		String resource = FakeCloud.query(exchange).getOrDefault("resource", "");
		FakeCloud.require(resource.replaceAll("/$", "").equals(RESOURCE), "resource " + resource);
	}

	private Map<String, ?> token() {
		Instant end = this.cloud.end();
		String claims = this.cloud.json()
			.writeValueAsString(Map.of("aud", RESOURCE, "oid", OBJECT_ID, "exp", end.getEpochSecond()));
		String token = encoded("{\"alg\":\"RS256\",\"typ\":\"JWT\"}") + "." + encoded(claims) + "."
				+ FakeCloud.random();
		this.cloud.issue(token, end);
		return Map.of("access_token", token, "expires_on", String.valueOf(end.getEpochSecond()), "expires_in",
				String.valueOf(this.cloud.lifetime().toSeconds()), "resource", RESOURCE, "token_type", "Bearer",
				"client_id", OBJECT_ID);
	}

	private static String encoded(String text) {
		return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Returns what leads the library to the identity of an App Service, as environment
	 * variables.
	 */
	Map<String, String> appService() {
		return Map.of("IDENTITY_ENDPOINT", this.cloud.uri(APP_SERVICE).toString(), "IDENTITY_HEADER", this.header);
	}

	/**
	 * Returns what leads the library to the identity of a machine, as environment
	 * variables.
	 */
	Map<String, String> machine() {
		return Map.of("AZURE_POD_IDENTITY_AUTHORITY_HOST", this.cloud.uri("").toString());
	}

	/**
	 * Returns whether a cache would take it.
	 */
	boolean accepts(String user, String token) {
		return user.equals(OBJECT_ID) && this.cloud.isAlive(token);
	}

}
