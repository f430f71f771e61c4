package dev.redisenv.credentials;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Date;

import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import dev.redisenv.contract.Connection;
import dev.redisenv.contract.Iam;
import dev.redisenv.contract.Secret;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Access tokens of Google, which Memorystore takes as passwords of the default user
 * (cloud.google.com/memorystore/docs/cluster/about-iam-auth).
 */
final class GoogleIssuer implements TokenIssuer {

	private static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";

	private final ObjectProvider<GoogleCredentials> own;

	/**
	 * Creates an issuer.
	 * @param own who the application is, where it says so
	 */
	GoogleIssuer(ObjectProvider<GoogleCredentials> own) {
		this.own = own;
	}

	@Override
	public Iam.Provider provider() {
		return Iam.Provider.GCP;
	}

	@Override
	public TokenSource tokens(Connection connection) {
		Iam iam = connection.credentials().iam();
		Secret key = (iam != null) ? iam.serviceAccount() : null;
		return new TokenSource() {

			private @Nullable GoogleCredentials credentials;

			@Override
			public Token issue() throws IOException {
				GoogleCredentials credentials = this.credentials;
				if (credentials == null) {
					credentials = find(key);
					this.credentials = credentials;
				}
				// Asked for only when due, so the library's own cache would be in the
				// way.
				credentials.refresh();
				AccessToken token = credentials.getAccessToken();
				Date expiry = (token != null) ? token.getExpirationTime() : null;
				if (token == null || expiry == null) {
					throw new IOException("The credentials give no token that expires.");
				}
				return new Token(Secret.of(token.getTokenValue()), expiry.toInstant());
			}

		};
	}

	private GoogleCredentials find(@Nullable Secret key) throws IOException {
		if (key != null) {
			InputStream json = new ByteArrayInputStream(key.reveal().getBytes(StandardCharsets.UTF_8));
			return GoogleCredentials.fromStream(json).createScoped(SCOPE);
		}
		GoogleCredentials own = this.own.getIfUnique();
		return (own != null) ? own : GoogleCredentials.getApplicationDefault().createScoped(SCOPE);
	}

}
