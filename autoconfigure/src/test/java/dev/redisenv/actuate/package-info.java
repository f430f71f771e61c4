@NullMarked
package dev.redisenv.actuate;

import org.jspecify.annotations.NullMarked;
