@NullMarked
package dev.redisenv;

import org.jspecify.annotations.NullMarked;
