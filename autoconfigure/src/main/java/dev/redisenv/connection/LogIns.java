package dev.redisenv.connection;

import java.nio.file.Path;

import dev.redisenv.contract.Connection;
import dev.redisenv.contract.Credentials;
import dev.redisenv.contract.Secret;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Chooses who logs in on a connection, where a fixed user name and password cannot say
 * it. A bean of the application comes first.
 */
final class LogIns {

	private final @Nullable Connection main;

	private final ObjectProvider<RedisCredentialsProvider> own;

	private final ObjectProvider<TokenLogIns> tokens;

	/**
	 * Creates an instance.
	 * @param main the main connection; {@code null} where the application decides where
	 * it goes
	 * @param own the application's own log-in, where it has one
	 * @param tokens makes log-ins with tokens
	 */
	LogIns(@Nullable Connection main, ObjectProvider<RedisCredentialsProvider> own,
			ObjectProvider<TokenLogIns> tokens) {
		this.main = main;
		this.own = own;
		this.tokens = tokens;
	}

	/**
	 * Chooses for one connection.
	 * @param connection its settings; {@code null} where the application decides where it
	 * goes
	 * @param refusals emits when a server has refused to log a live link in
	 * @return who logs in, or {@code null} where Spring Data knows
	 */
	@Nullable RedisCredentialsProvider of(@Nullable Connection connection, Flux<?> refusals) {
		RedisCredentialsProvider own = isLogInOfMain(connection) ? this.own.getIfUnique() : null;
		return (own != null || connection == null) ? own : ofVariables(connection, refusals);
	}

	/**
	 * The log-in of one server is never shown to another that has its own.
	 */
	private boolean isLogInOfMain(@Nullable Connection connection) {
		return connection == null || (this.main != null && this.main.credentials().equals(connection.credentials()));
	}

	private @Nullable RedisCredentialsProvider ofVariables(Connection connection, Flux<?> refusals) {
		if (connection.usesTokens()) {
			return this.tokens.getObject().logIn(connection, refusals);
		}
		Credentials credentials = connection.credentials();
		Path file = credentials.passwordFile();
		if (file != null) {
			return new PasswordFile(credentials.username(), file, refusals);
		}
		Secret password = credentials.password();
		if (credentials.username() != null && password == null) {
			// Spring Data would log the default user in
			RedisCredentials nameOnly = RedisCredentials.just(credentials.username(), "");
			return () -> Mono.just(nameOnly);
		}
		return null;
	}

}
