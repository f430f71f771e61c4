@NullMarked
package dev.redisenv.key;

import org.jspecify.annotations.NullMarked;
