package dev.redisenv.contract;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Limits that hold for every connection.
 *
 * @param connectTimeout how long a TCP connect may take, where a connection does not say
 * @param commandTimeout how long one command may take, where a connection does not say
 * @param reconnectMaxDelay longest pause between two attempts to reconnect
 * @param reconnectMaxAttempts attempts before a lost link is given up; zero is endless
 * @param offlineQueue whether commands wait for a reconnect, or fail at once
 * @param maxConnections ceiling of the connection pool; {@code null} is one shared
 * connection
 * @param maxListeners subscriptions on one listener container that are taken for a leak
 * @param failoverAttempts attempts in all for a command that meets a failover
 */
public record Limits(Duration connectTimeout, Duration commandTimeout, Duration reconnectMaxDelay,
		int reconnectMaxAttempts, boolean offlineQueue, @Nullable Integer maxConnections, int maxListeners,
		int failoverAttempts) {

}
