/**
 * What the start of the application does where Redis is away.
 */
@NullMarked
package dev.redisenv.startup;

import org.jspecify.annotations.NullMarked;
