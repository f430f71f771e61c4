package dev.redisenv.credentials;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.function.Supplier;

import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import dev.redisenv.contract.Connection;
import dev.redisenv.contract.Iam;
import dev.redisenv.contract.Secret;
import org.jspecify.annotations.Nullable;

/**
 * Access tokens of Google, which Memorystore takes as passwords of the default user
 * (cloud.google.com/memorystore/docs/cluster/about-iam-auth).
 */
final class GoogleIssuer implements TokenIssuer {

	private static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";

	private final Supplier<@Nullable GoogleCredentials> own;

	/**
	 * Creates an issuer.
	 * @param own who the application is, where it says so
	 */
	GoogleIssuer(Supplier<@Nullable GoogleCredentials> own) {
		this.own = own;
	}

	@Override
	public Iam.Provider provider() {
		return Iam.Provider.GCP;
	}

	@Override
	public TokenSource tokens(Connection connection) {
		Iam iam = connection.credentials().iam();
		return new Tokens((iam != null) ? iam.serviceAccount() : null, this.own.get());
	}

	/**
	 * Tokens of the key in the variables, of the application's own credentials, or of the
	 * ambient ones, the first there is.
	 */
	private static final class Tokens implements TokenSource {

		private final @Nullable Secret key;

		private final @Nullable GoogleCredentials own;

		/** Found when first asked, over the network. Guarded by this. */
		private @Nullable GoogleCredentials credentials;

		Tokens(@Nullable Secret key, @Nullable GoogleCredentials own) {
			this.key = key;
			this.own = own;
		}

		@Override
		public synchronized Token issue() throws IOException {
			GoogleCredentials credentials = this.credentials;
			if (credentials == null) {
				GoogleCredentials found = find();
				credentials = found.createScopedRequired() ? found.createScoped(SCOPE) : found;
				this.credentials = credentials;
			}
			// Asked for only when due, so the library's own cache would be in the way.
			credentials.refresh();
			AccessToken token = credentials.getAccessToken();
			Date expiry = (token != null) ? token.getExpirationTime() : null;
			if (token == null || expiry == null) {
				throw new IOException("The credentials give no token that expires.");
			}
			return new Token(Secret.of(token.getTokenValue()), expiry.toInstant());
		}

		private GoogleCredentials find() throws IOException {
			if (this.key != null) {
				return GoogleCredentials
					.fromStream(new ByteArrayInputStream(this.key.reveal().getBytes(StandardCharsets.UTF_8)));
			}
			return (this.own != null) ? this.own : GoogleCredentials.getApplicationDefault();
		}

	}

}
