/**
 * How a feature says that it is well.
 */
@NullMarked
package dev.redisenv.status;

import org.jspecify.annotations.NullMarked;
