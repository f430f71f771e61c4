package dev.redisenv.credentials;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;

import com.sun.net.httpserver.HttpExchange;
import dev.redisenv.credentials.FakeCloud.Refusal;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A service account with a key and the endpoint that takes it, and the metadata server of
 * a machine.
 */
final class FakeGoogle {

	private static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";

	private static final String ACCOUNT = "redis@test.iam.gserviceaccount.com";

	private static final String PATH = "/google/token";

	private static final String METADATA = "/computeMetadata/v1/instance/service-accounts/default/token";

	private final FakeCloud cloud;

	// Guarded by this
	private @Nullable KeyPair key;

	FakeGoogle(FakeCloud cloud) {
		this.cloud = cloud;
		cloud.tokens(PATH, (exchange) -> {
			checkAssertion(exchange);
			return token();
		});
		cloud.tokens(METADATA, (exchange) -> {
			checkFlavor(exchange);
			return token();
		});
		cloud.serve("/", (exchange) -> {
			// The library asks whether this is Google at all, and for what else there is
			checkFlavor(exchange);
			if (!exchange.getRequestURI().getPath().equals("/")) {
				throw new Refusal(404, "not found");
			}
			return "";
		});
	}

	/**
	 * Returns the account's key, which takes its time to be made.
	 */
	private synchronized KeyPair key() {
		KeyPair key = this.key;
		if (key == null) {
			try {
				KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
				generator.initialize(2048);
				key = generator.generateKeyPair();
			}
			catch (GeneralSecurityException ex) {
				throw new IllegalStateException(ex);
			}
			this.key = key;
		}
		return key;
	}

	private Map<String, ?> token() {
		String token = "ya29." + FakeCloud.random();
		Instant end = this.cloud.end();
		this.cloud.issue(token, end);
		return Map.of("access_token", token, "expires_in", Math.max(1, this.cloud.lifetime().toSeconds()), "token_type",
				"Bearer");
	}

	private static void checkFlavor(HttpExchange exchange) throws Refusal {
		FakeCloud.require("Google".equals(exchange.getRequestHeaders().getFirst("Metadata-Flavor")), "Metadata-Flavor");
	}

	private void checkAssertion(HttpExchange exchange) throws IOException, Refusal {
		Map<String, String> form = FakeCloud.form(exchange);
		FakeCloud.require("urn:ietf:params:oauth:grant-type:jwt-bearer".equals(form.get("grant_type")), "grant_type");
		String[] assertion = form.getOrDefault("assertion", "").split("\\.", -1);
		FakeCloud.require(assertion.length == 3, "assertion");
		JsonNode header = json(assertion[0]);
		JsonNode claims = json(assertion[1]);
		FakeCloud.require(header.path("alg").asString().equals("RS256"), "alg");
		FakeCloud.require(isSigned(assertion[0] + "." + assertion[1], assertion[2]), "signature");
		// The library names Google wherever the endpoint is
		FakeCloud.require(claims.path("aud").asString().equals("https://oauth2.googleapis.com/token"), "aud");
		FakeCloud.require(claims.path("iss").asString().equals(ACCOUNT), "iss");
		FakeCloud.require(claims.path("scope").asString().contains(SCOPE), "scope");
		Instant now = Instant.now();
		Instant end = Instant.ofEpochSecond(claims.path("exp").asLong());
		FakeCloud.require(end.isAfter(now) && end.isBefore(now.plus(Duration.ofMinutes(61))), "exp");
	}

	private JsonNode json(String part) {
		return this.cloud.json().readTree(Base64.getUrlDecoder().decode(part));
	}

	private boolean isSigned(String text, String signature) {
		try {
			Signature verifier = Signature.getInstance("SHA256withRSA");
			verifier.initVerify(key().getPublic());
			verifier.update(text.getBytes(StandardCharsets.US_ASCII));
			return verifier.verify(Base64.getUrlDecoder().decode(signature));
		}
		catch (GeneralSecurityException ex) {
			return false;
		}
	}

	/**
	 * Returns the key file of the service account.
	 */
	String serviceAccountJson() {
		String pem = "-----BEGIN PRIVATE KEY-----\n"
				+ Base64.getMimeEncoder(64, new byte[] { '\n' }).encodeToString(key().getPrivate().getEncoded())
				+ "\n-----END PRIVATE KEY-----\n";
		return this.cloud.json()
			.writeValueAsString(
					Map.of("type", "service_account", "project_id", "test", "private_key_id", "1", "private_key", pem,
							"client_email", ACCOUNT, "client_id", "1", "token_uri", this.cloud.uri(PATH).toString()));
	}

	/**
	 * Returns what leads the library to the metadata server, as environment variables.
	 */
	Map<String, String> environment() {
		return Map.of("GCE_METADATA_HOST", this.cloud.authority());
	}

	/**
	 * Returns whether a cache would take it: every token of the cloud, and only as the
	 * default user.
	 */
	boolean accepts(String user, String token) {
		return user.equals("default") && this.cloud.isAlive(token);
	}

}
