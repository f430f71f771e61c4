/**
 * Tests of the keep-alive.
 */
@NullMarked
package dev.redisenv.ping;

import org.jspecify.annotations.NullMarked;
