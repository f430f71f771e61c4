@NullMarked
package dev.redisenv.connection;

import org.jspecify.annotations.NullMarked;
