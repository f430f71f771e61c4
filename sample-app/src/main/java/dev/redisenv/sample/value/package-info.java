/**
 * Texts by name: the application's own use of Redis, through Spring Data's template.
 */
@NullMarked
package dev.redisenv.sample.value;

import org.jspecify.annotations.NullMarked;
