package dev.redisenv.credentials;

import dev.redisenv.contract.Iam;
import dev.redisenv.diagnosis.Reason;

/**
 * Thrown where there is no token to log in with.
 */
final class TokenUnavailableException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	TokenUnavailableException(Iam.Provider provider, Throwable cause) {
		super("No token of %s to log in with: %s".formatted(provider.text(), Reason.innermost(cause)), cause);
	}

}
