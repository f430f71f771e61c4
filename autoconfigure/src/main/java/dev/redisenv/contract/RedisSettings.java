package dev.redisenv.contract;

import org.jspecify.annotations.Nullable;

/**
 * Everything that was set, checked and complete.
 *
 * @param origin who says where Redis is
 * @param connection the main connection; present exactly when the variables say where it
 * is
 * @param webSocket the connection for WebSocket traffic; equal to {@code connection}
 * where nothing else was set, {@code null} where neither is set
 * @param limits limits that hold for every connection
 * @param clusterSafety what a sharding endpoint tolerates
 * @param ping the keep-alive
 * @param keys how keys begin, and how many are handled at once
 * @param cacheNamespaces which caches live where
 * @param sessionCookie the cookie that carries a session's id
 */
public record RedisSettings(LocationOrigin origin, @Nullable Connection connection, @Nullable Connection webSocket,
		Limits limits, ClusterSafety clusterSafety, Ping ping, Keys keys, CacheNamespaces cacheNamespaces,
		SessionCookie sessionCookie) {

}
