package dev.redisenv.credentials;

/**
 * Where the tokens of one connection come from.
 */
interface TokenSource {

	/**
	 * Asks for a token, which may take as long as an answer from the network.
	 * @throws Exception of the cloud's library, where there is none
	 */
	Token issue() throws Exception;

}
