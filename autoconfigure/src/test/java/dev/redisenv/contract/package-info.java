@NullMarked
package dev.redisenv.contract;

import org.jspecify.annotations.NullMarked;
