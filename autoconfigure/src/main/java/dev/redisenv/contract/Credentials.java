package dev.redisenv.contract;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * How to log in.
 *
 * @param username ACL user; {@code null} is the server's default user
 * @param password {@code null} where none was given
 * @param passwordFile file that the password was read from; {@code null} where it was
 * given directly
 */
public record Credentials(@Nullable String username, @Nullable Secret password, @Nullable Path passwordFile) {

	/**
	 * No log-in at all.
	 */
	public static final Credentials NONE = new Credentials(null, null, null);

}
