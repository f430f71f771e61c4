package dev.redisenv.contract;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.origin.Origin;

/**
 * What a variable was set to.
 *
 * @param name the name it was set by, which may be an alias
 * @param shown the value as it may be shown
 * @param origin where it was set, as far as that is known
 * @param ignored why it has no effect; {@code null} where it has
 */
public record Reading(String name, String shown, @Nullable Origin origin, @Nullable String ignored) {

}
