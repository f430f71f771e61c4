/**
 * The way in: reads the variables at the start, and hands the settings to Spring Boot as
 * its own properties.
 */
@NullMarked
package dev.redisenv.environment;

import org.jspecify.annotations.NullMarked;
