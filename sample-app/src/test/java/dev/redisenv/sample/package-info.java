@NullMarked
package dev.redisenv.sample;

import org.jspecify.annotations.NullMarked;
