package dev.redisenv.credentials;

import java.time.Instant;
import java.util.function.Supplier;

import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * What public examples do: it keeps a token for the time the token itself would live,
 * whatever becomes of the keys that signed it. No production code is like this; it shows
 * that the tests would notice.
 */
final class NaiveAwsToken implements RedisCredentialsProvider {

	private final String user;

	private final Supplier<String> signer;

	// Guarded by this
	private @Nullable String token;

	NaiveAwsToken(String user, Supplier<String> signer) {
		this.user = user;
		this.signer = signer;
	}

	@Override
	public Mono<RedisCredentials> resolveCredentials() {
		return Mono.fromSupplier(() -> RedisCredentials.just(this.user, token()));
	}

	synchronized String token() {
		String kept = this.token;
		if (kept == null || !ConnectToken.parse(kept).isValidAt(Instant.now())) {
			kept = this.signer.get();
			this.token = kept;
		}
		return kept;
	}

}
