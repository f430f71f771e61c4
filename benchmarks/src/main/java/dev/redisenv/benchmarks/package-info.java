/**
 * Measurements.
 */
@NullMarked
package dev.redisenv.benchmarks;

import org.jspecify.annotations.NullMarked;
