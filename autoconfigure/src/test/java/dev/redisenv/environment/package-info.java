@NullMarked
package dev.redisenv.environment;

import org.jspecify.annotations.NullMarked;
