package dev.redisenv.credentials;

import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import dev.redisenv.connection.TokenLogIns;
import dev.redisenv.contract.Connection;
import dev.redisenv.contract.Credentials;
import dev.redisenv.contract.Iam;
import io.lettuce.core.RedisCredentialsProvider;
import reactor.core.publisher.Flux;

/**
 * The log-ins of all connections that use tokens.
 */
final class TokenConnections implements TokenLogIns {

	private final List<TokenIssuer> issuers;

	private final List<TokenCredentials> credentials = new CopyOnWriteArrayList<>();

	TokenConnections(List<TokenIssuer> issuers) {
		this.issuers = issuers;
	}

	@Override
	public RedisCredentialsProvider logIn(Connection connection, Flux<?> refusals) {
		Credentials settings = connection.credentials();
		Iam.Provider provider = Objects.requireNonNull(settings.iam(), "'iam' must not be null").provider();
		// The contract has looked for the library, without which there would be no issuer
		TokenIssuer issuer = this.issuers.stream()
			.filter((candidate) -> candidate.provider() == provider)
			.findFirst()
			.orElseThrow();
		// A new link has as long as a command for everything that it does before
		TokenCredentials credentials = new TokenCredentials(provider, issuer.tokens(connection), settings.username(),
				connection.commandTimeout().dividedBy(2), Clock.systemUTC(), refusals);
		this.credentials.add(credentials);
		return credentials;
	}

	Stream<TokenCredentials> stream() {
		return this.credentials.stream();
	}

}
