/**
 * Named Lua.
 */
@NullMarked
package dev.redisenv.script;

import org.jspecify.annotations.NullMarked;
