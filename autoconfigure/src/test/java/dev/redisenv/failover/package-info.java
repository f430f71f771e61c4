@NullMarked
package dev.redisenv.failover;

import org.jspecify.annotations.NullMarked;
