@NullMarked
package dev.redisenv.credentials;

import org.jspecify.annotations.NullMarked;
