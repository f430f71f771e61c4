package dev.redisenv.credentials;

import java.time.Instant;

/**
 * What a client showed at a gate.
 *
 * @param link port the client's link comes from
 * @param user as whom
 * @param token with what
 * @param at when
 */
record LogIn(int link, String user, String token, Instant at) {

	@Override
	public String toString() {
		return this.user + " from port " + this.link + " at " + this.at;
	}

}
