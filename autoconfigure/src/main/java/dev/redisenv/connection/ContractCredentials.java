package dev.redisenv.connection;

import java.nio.file.Path;

import dev.redisenv.contract.Credentials;
import dev.redisenv.contract.Secret;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.lettuce.RedisCredentialsProviderFactory;

/**
 * Log-ins that a fixed user name and password cannot express: a password in a file, and a
 * user without a password, whom Spring Data would pass over in favour of the default
 * user.
 */
final class ContractCredentials implements RedisCredentialsProviderFactory {

	private final RedisCredentialsProvider provider;

	/**
	 * Creates a factory.
	 * @param refusals emits when a server has refused to log a live link in
	 */
	ContractCredentials(Credentials credentials, Flux<?> refusals) {
		Path file = credentials.passwordFile();
		Secret password = credentials.password();
		RedisCredentials fixed = RedisCredentials.just(credentials.username(),
				(password != null) ? password.reveal() : "");
		this.provider = (file != null) ? new PasswordFile(credentials.username(), file, refusals)
				: () -> Mono.just(fixed);
	}

	static boolean areNeededFor(Credentials credentials) {
		return credentials.passwordFile() != null || (credentials.username() != null && credentials.password() == null);
	}

	@Override
	public RedisCredentialsProvider createCredentialsProvider(RedisConfiguration configuration) {
		return this.provider;
	}

}
