package dev.redisenv.credentials;

import java.util.function.Supplier;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import dev.redisenv.contract.Connection;
import dev.redisenv.contract.Iam;
import dev.redisenv.contract.Secret;

/**
 * Access tokens of Microsoft Entra, which Azure's Redis takes as passwords of the
 * principal whose object id is the user
 * (learn.microsoft.com/azure/redis/entra-for-authentication).
 */
final class AzureIssuer implements TokenIssuer {

	private static final TokenRequestContext REQUEST = new TokenRequestContext()
		.addScopes("https://redis.azure.com/.default");

	private final Supplier<TokenCredential> credentials;

	/**
	 * Creates an issuer.
	 * @param credentials who the application is, once that is asked for
	 */
	AzureIssuer(Supplier<TokenCredential> credentials) {
		this.credentials = credentials;
	}

	@Override
	public Iam.Provider provider() {
		return Iam.Provider.AZURE;
	}

	@Override
	public TokenSource tokens(Connection connection) {
		TokenCredential credential = this.credentials.get();
		return () -> {
			AccessToken token = credential.getTokenSync(REQUEST);
			return new Token(Secret.of(token.getToken()), token.getExpiresAt().toInstant());
		};
	}

}
