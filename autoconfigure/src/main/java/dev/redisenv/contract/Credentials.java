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
 * @param iam where tokens come from that stand in for a password; {@code null} without
 * tokens
 */
public record Credentials(@Nullable String username, @Nullable Secret password, @Nullable Path passwordFile,
		@Nullable Iam iam) {

	/**
	 * No log-in at all.
	 */
	public static final Credentials NONE = new Credentials(null, null, null, null);

	static Credentials of(@Nullable String username, @Nullable Secret password) {
		return new Credentials(username, password, null, null);
	}

}
