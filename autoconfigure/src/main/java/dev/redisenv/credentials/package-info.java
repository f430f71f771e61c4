/**
 * Log-ins with tokens of a cloud, in the place of a password.
 */
@NullMarked
package dev.redisenv.credentials;

import org.jspecify.annotations.NullMarked;
