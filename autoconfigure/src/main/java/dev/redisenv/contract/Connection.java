package dev.redisenv.contract;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Settings of one connection.
 *
 * @param topology which servers
 * @param credentials how to log in to them
 * @param tls how links are encrypted; {@code null} is plain TCP
 * @param connectTimeout how long a TCP connect may take
 * @param commandTimeout how long one command may take; it does not bound a subscription
 * or a blocking read
 */
public record Connection(Topology topology, Credentials credentials, @Nullable Tls tls, Duration connectTimeout,
		Duration commandTimeout) {

	/**
	 * Returns whether tokens log in, in the place of a password.
	 * @return {@code true} where a cloud issues them
	 */
	public boolean usesTokens() {
		return this.credentials.iam() != null;
	}

}
