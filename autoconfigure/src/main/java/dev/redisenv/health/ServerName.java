package dev.redisenv.health;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads from the answer to INFO what a server is.
 */
final class ServerName {

	private static final Pattern VERSION = Pattern.compile("(?m)^(?:\\S+:\\d+\\.)?(valkey|redis)_version:(\\S+)");

	private ServerName() {
	}

	/**
	 * Returns the name and the version.
	 * @param info the answer to INFO, possibly empty
	 * @return such as {@code Valkey 8.0.1}, or {@code unknown}
	 */
	static String of(String info) {
		Matcher versions = VERSION.matcher(info);
		String name = "unknown";
		while (versions.find()) {
			boolean valkey = versions.group(1).equals("valkey");
			// Valkey also says which Redis it is compatible with.
			if (valkey || name.equals("unknown")) {
				name = (valkey ? "Valkey " : "Redis ") + versions.group(2);
			}
		}
		return name;
	}

}
