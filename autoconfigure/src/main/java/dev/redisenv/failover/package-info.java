/**
 * Failover: the client follows the servers to their new master, and no command that may
 * have been executed is sent again.
 */
@NullMarked
package dev.redisenv.failover;

import org.jspecify.annotations.NullMarked;
