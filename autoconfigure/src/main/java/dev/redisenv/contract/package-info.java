/**
 * What was set: the table of environment variables, reading it, and the immutable
 * settings that everything else works from.
 */
@NullMarked
package dev.redisenv.contract;

import org.jspecify.annotations.NullMarked;
