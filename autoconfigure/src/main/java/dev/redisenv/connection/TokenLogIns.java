package dev.redisenv.connection;

import dev.redisenv.contract.Connection;
import io.lettuce.core.RedisCredentialsProvider;
import reactor.core.publisher.Flux;

/**
 * Makes log-ins whose password is a token that somebody issues for a limited time.
 */
public interface TokenLogIns {

	/**
	 * Makes the log-in of one connection.
	 * @param connection a connection whose settings ask for tokens
	 * @param refusals emits when a server has refused to log a live link in
	 * @return a log-in that tells live links of new tokens
	 * @throws dev.redisenv.contract.InvalidRedisSettingsException where a setting is
	 * missing that tokens need
	 */
	RedisCredentialsProvider logIn(Connection connection, Flux<?> refusals);

}
