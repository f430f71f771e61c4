@NullMarked
package dev.redisenv.cache;

import org.jspecify.annotations.NullMarked;
