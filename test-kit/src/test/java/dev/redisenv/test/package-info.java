@NullMarked
package dev.redisenv.test;

import org.jspecify.annotations.NullMarked;
