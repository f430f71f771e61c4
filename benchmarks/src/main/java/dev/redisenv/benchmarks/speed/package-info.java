/**
 * How fast the starter is beside its peers.
 */
@NullMarked
package dev.redisenv.benchmarks.speed;

import org.jspecify.annotations.NullMarked;
