package dev.redisenv.credentials;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;

import org.jspecify.annotations.Nullable;

/**
 * The endpoint from which containers (ECS, EKS Pod Identity) get temporary keys, and the
 * caches that know them. A token is dead when the keys are that signed it, however long
 * it would live itself.
 */
final class FakeAws {

	private static final String PATH = "/aws/credentials";

	private final FakeCloud cloud;

	private final Map<String, Keys> all = new ConcurrentHashMap<>();

	// Guarded by this
	private @Nullable Keys current;

	FakeAws(FakeCloud cloud) {
		this.cloud = cloud;
		cloud.tokens(PATH, (exchange) -> {
			Keys keys = current();
			return Map.of("AccessKeyId", keys.id(), "SecretAccessKey", keys.secret(), "Token", keys.token(),
					"Expiration", keys.end().toString());
		});
	}

	/**
	 * Returns keys that live for some time, as the endpoint does.
	 */
	synchronized Keys current() {
		Keys keys = this.current;
		if (keys == null || Instant.now().plus(margin()).isAfter(keys.end())) {
			keys = new Keys("ASIA" + FakeCloud.random(), FakeCloud.random(), FakeCloud.random() + "/+=",
					this.cloud.end().truncatedTo(ChronoUnit.MILLIS));
			this.all.put(keys.id(), keys);
			this.cloud.issue(keys.token(), keys.end());
			this.current = keys;
		}
		return keys;
	}

	private Duration margin() {
		return this.cloud.lifetime().dividedBy(4);
	}

	/**
	 * Returns what leads the library here, as system properties.
	 */
	Map<String, String> properties() {
		return Map.of("aws.containerCredentialsFullUri", this.cloud.uri(PATH).toString());
	}

	/**
	 * Returns what leads the library here, as environment variables.
	 */
	Map<String, String> environment() {
		return Map.of("AWS_CONTAINER_CREDENTIALS_FULL_URI", this.cloud.uri(PATH).toString());
	}

	/**
	 * Returns what judges tokens as a cache would.
	 */
	BiPredicate<String, String> cache(String service, String cache, String region) {
		return (user, text) -> {
			if (!ConnectToken.isOne(text)) {
				return false;
			}
			ConnectToken token = ConnectToken.parse(text);
			Keys keys = this.all.get(token.accessKeyId());
			Instant now = Instant.now();
			return keys != null && now.isBefore(keys.end()) && keys.token().equals(token.securityToken())
					&& token.isSignedWith(keys.secret()) && token.isValidAt(now) && token.user().equals(user)
					&& token.cache().equals(cache) && token.service().equals(service) && token.region().equals(region);
		};
	}

	/**
	 * Temporary keys.
	 *
	 * @param id access key id
	 * @param secret secret access key
	 * @param token session token
	 * @param end when they die
	 */
	record Keys(String id, String secret, String token, Instant end) {

		@Override
		public String toString() {
			return this.id + " until " + this.end;
		}

	}

}
