@NullMarked
package dev.redisenv.cache.near;

import org.jspecify.annotations.NullMarked;
