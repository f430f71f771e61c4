package dev.redisenv.health;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What came back for a PING.
 *
 * @param latency how long the answer took
 * @param trouble what does not answer beside what does; {@code null} where all is well
 * @param nodes the nodes that a cluster turned out to have, as details of a health
 */
record Pong(Duration latency, @Nullable String trouble, Map<String, Object> nodes) {

}
