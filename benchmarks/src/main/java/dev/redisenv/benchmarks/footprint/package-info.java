/**
 * What the starter costs an application: time to start, memory, threads, connections,
 * commands and bytes.
 */
@NullMarked
package dev.redisenv.benchmarks.footprint;

import org.jspecify.annotations.NullMarked;
