/**
 * Finds out what is wrong between the application and Redis.
 */
@NullMarked
package dev.redisenv.doctor;

import org.jspecify.annotations.NullMarked;
