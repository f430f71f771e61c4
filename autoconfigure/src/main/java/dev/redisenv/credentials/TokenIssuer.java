package dev.redisenv.credentials;

import dev.redisenv.contract.Connection;
import dev.redisenv.contract.Iam;

/**
 * One cloud.
 */
interface TokenIssuer {

	/**
	 * Returns which cloud it is.
	 */
	Iam.Provider provider();

	/**
	 * Prepares the tokens of one connection. None is asked for yet.
	 * @throws dev.redisenv.contract.InvalidRedisSettingsException where a setting is
	 * missing
	 */
	TokenSource tokens(Connection connection);

}
