/**
 * How fresh and how fast copies in memory are.
 */
@NullMarked
package dev.redisenv.benchmarks.near;

import org.jspecify.annotations.NullMarked;
