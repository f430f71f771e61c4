package dev.redisenv.key;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * The ACL user that an application needs.
 */
final class AclUser {

	/**
	 * Dangerous ones are those of an operator and those that reach every key. Taken back
	 * are what Spring Data sends for a key (SORT) or to find keys (KEYS), what it makes a
	 * rename out of where a cluster's nodes differ (RESTORE), and what clients and health
	 * ask about the server. Of scripts, running them; not removing those of everybody.
	 */
	private static final String COMMANDS = "+@read +@write +@connection +@transaction +@pubsub -@dangerous"
			+ " +eval +evalsha +script|load +script|exists +keys +sort +restore"
			+ " +info +client|setname +client|tracking +cluster|info +cluster|myid +cluster|nodes";

	private AclUser() {
	}

	static String command(String user, @Nullable String prefix) {
		Assert.isTrue(!user.isEmpty() && user.chars().noneMatch(Character::isWhitespace),
				"'user' must not be empty or hold a blank");
		String names = (prefix != null) ? prefix + ":*" : "*";
		// Redis 6 lets a new user into every channel.
		return "ACL SETUSER %s reset on ><password> ~%s resetchannels &%s %s".formatted(user, names, names, COMMANDS);
	}

}
