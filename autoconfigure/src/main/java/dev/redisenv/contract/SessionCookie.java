package dev.redisenv.contract;

import org.jspecify.annotations.Nullable;

/**
 * The cookie that carries a session's id.
 *
 * @param secure whether browsers send it over HTTPS only; {@code null} leaves that to
 * Spring Boot
 * @param sameSite which requests of other sites carry it, in lower case; {@code null}
 * leaves that to Spring Boot
 */
public record SessionCookie(@Nullable Boolean secure, @Nullable String sameSite) {

}
