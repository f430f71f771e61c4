@NullMarked
package dev.redisenv.container;

import org.jspecify.annotations.NullMarked;
