/**
 * Copies, in the memory of the process, of what is in Redis, which the server keeps
 * right.
 */
@NullMarked
package dev.redisenv.near;

import org.jspecify.annotations.NullMarked;
