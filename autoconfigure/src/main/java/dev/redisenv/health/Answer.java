package dev.redisenv.health;

import org.jspecify.annotations.Nullable;

/**
 * How a server is.
 *
 * @param pong what it answered; {@code null} where it did not
 * @param ever whether it has ever answered since the start of the application
 * @param reason what is wrong, as one sentence; {@code null} where all is well
 * @param server its name and version, or {@code null} where that was never asked
 */
record Answer(@Nullable Pong pong, boolean ever, @Nullable String reason, @Nullable String server) {

}
