/**
 * Whether it is well, and what it is connected to.
 */
@NullMarked
package dev.redisenv.health;

import org.jspecify.annotations.NullMarked;
