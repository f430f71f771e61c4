/**
 * How long an application does without Redis when a master is lost.
 */
@NullMarked
package dev.redisenv.benchmarks.failover;

import org.jspecify.annotations.NullMarked;
