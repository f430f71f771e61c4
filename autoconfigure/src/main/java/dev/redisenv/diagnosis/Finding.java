package dev.redisenv.diagnosis;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong. It holds no secret.
 *
 * @param cause what kind of thing
 * @param fault one sentence that names the server
 * @param remedy one sentence that names the setting to change
 * @param prevents whether Redis cannot be used; else it is a warning
 */
public record Finding(Cause cause, String fault, String remedy, boolean prevents) {

	private static final Pattern DIALLED = Pattern
		.compile("Unable to connect to (\\[[^]]+]|[^\\s/:\\[]+)(?:/\\S*)?:(\\d+)");

	private static final Pattern ADDRESS = Pattern.compile("matching IP address (\\S+) found");

	private static final Pattern COMMAND = Pattern.compile("the '([\\w|]+)' command");

	private static final Pattern NO_TOKEN = Pattern.compile("No token of \\w+ to log in with: (.*)");

	private static final Pattern MASTER = Pattern.compile("masterId (\\S+)");

	/**
	 * Explains a connection that could not be opened.
	 * @param failure what was thrown
	 * @param tls whether the connection was to be encrypted
	 * @param decider who decides on the connection
	 * @return what is wrong, or {@code null} where the failure says nothing that is known
	 */
	public static @Nullable Finding of(Throwable failure, boolean tls, Decider decider) {
		Cause cause = Cause.of(failure, tls);
		return (cause != null) ? cause.at(server(failure), decider, what(cause, failure), "") : null;
	}

	/**
	 * Returns the same as a mere warning.
	 * @return a finding that does not prevent the use of Redis
	 */
	public Finding asWarning() {
		return new Finding(this.cause, this.fault, this.remedy, false);
	}

	/**
	 * Returns both sentences.
	 * @return the fault and the remedy
	 */
	public String text() {
		return this.fault + " " + this.remedy;
	}

	private static String server(Throwable failure) {
		Matcher dialled = find(DIALLED, failure);
		if (dialled != null) {
			return dialled.group(1) + ":" + dialled.group(2);
		}
		Matcher address = find(ADDRESS, failure);
		return (address != null) ? address.group(1) : "the server";
	}

	private static String what(Cause cause, Throwable failure) {
		return switch (cause) {
			case NOPERM -> {
				Matcher command = find(COMMAND, failure);
				yield (command != null) ? "to run " + command.group(1).toUpperCase(Locale.ROOT) : "what it tries";
			}
			case UNKNOWN_MASTER -> {
				Matcher master = find(MASTER, failure);
				yield (master != null) ? "called " + master.group(1) : "of that name";
			}
			case TOKEN_MISSING -> {
				Matcher reason = find(NO_TOKEN, failure);
				yield (reason != null) ? reason.group(1) : "nobody says why";
			}
			case DATABASE_OUT_OF_RANGE -> "of that number";
			default -> "";
		};
	}

	private static @Nullable Matcher find(Pattern pattern, Throwable failure) {
		for (Throwable cause : Origins.of(failure)) {
			Matcher matcher = pattern.matcher(String.valueOf(cause.getMessage()));
			if (matcher.find()) {
				return matcher;
			}
		}
		return null;
	}

}
