/**
 * Tests of sessions.
 */
@NullMarked
package dev.redisenv.session;

import org.jspecify.annotations.NullMarked;
