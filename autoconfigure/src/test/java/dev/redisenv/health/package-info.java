@NullMarked
package dev.redisenv.health;

import org.jspecify.annotations.NullMarked;
