/**
 * Tests of the start with Redis away.
 */
@NullMarked
package dev.redisenv.startup;

import org.jspecify.annotations.NullMarked;
