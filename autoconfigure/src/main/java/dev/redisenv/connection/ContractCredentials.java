package dev.redisenv.connection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.redisenv.contract.Credentials;
import dev.redisenv.contract.Secret;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.lettuce.RedisCredentialsProviderFactory;

/**
 * Log-ins that a fixed user name and password cannot express: a password that is read
 * from its file for every new link, and a user without a password, whom Spring Data would
 * pass over in favour of the default user.
 */
final class ContractCredentials implements RedisCredentialsProviderFactory {

	private final Credentials credentials;

	ContractCredentials(Credentials credentials) {
		this.credentials = credentials;
	}

	static boolean areNeededFor(Credentials credentials) {
		return credentials.passwordFile() != null || (credentials.username() != null && credentials.password() == null);
	}

	@Override
	public RedisCredentialsProvider createCredentialsProvider(RedisConfiguration configuration) {
		Path file = this.credentials.passwordFile();
		if (file == null) {
			RedisCredentials fixed = RedisCredentials.just(this.credentials.username(), password());
			return () -> Mono.just(fixed);
		}
		// Lettuce asks on its event loop, which must not wait for a disk.
		return () -> Mono.fromCallable(() -> read(file)).subscribeOn(Schedulers.boundedElastic());
	}

	private RedisCredentials read(Path file) throws IOException {
		return RedisCredentials.just(this.credentials.username(), Files.readString(file).stripTrailing());
	}

	private String password() {
		Secret password = this.credentials.password();
		return (password != null) ? password.reveal() : "";
	}

}
