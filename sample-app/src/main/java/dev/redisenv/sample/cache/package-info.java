/**
 * Spring's caches, in Redis or in memory. Their names come from
 * {@code spring.cache.cache-names}.
 */
@NullMarked
package dev.redisenv.sample.cache;

import org.jspecify.annotations.NullMarked;
