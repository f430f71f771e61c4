package dev.redisenv.credentials;

import java.time.Instant;

import dev.redisenv.contract.Secret;

/**
 * What logs in for a limited time.
 *
 * @param value the text that stands in for a password
 * @param expiry when servers take it no more
 */
record Token(Secret value, Instant expiry) {

}
