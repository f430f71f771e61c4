/**
 * The chat room: the application's own use of Redis, through Spring Data's template.
 */
@NullMarked
package dev.redisenv.sample.chat;

import org.jspecify.annotations.NullMarked;
