/**
 * What can be wrong between the application and Redis, in words.
 */
@NullMarked
package dev.redisenv.diagnosis;

import org.jspecify.annotations.NullMarked;
