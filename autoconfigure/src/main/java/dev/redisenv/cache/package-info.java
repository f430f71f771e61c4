/**
 * Caches, some of which stay in memory.
 */
@NullMarked
package dev.redisenv.cache;

import org.jspecify.annotations.NullMarked;
