package dev.redisenv.diagnosis;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.data.redis.RedisConnectionFailureException;

/**
 * Finds in a failure the sentence that says most.
 */
public final class Reason {

	private Reason() {
	}

	/**
	 * Returns what a connection says that knows why it cannot be opened, or what the
	 * innermost cause says.
	 * @param failure what was thrown
	 * @return one line
	 */
	public static String of(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			String message = cause.getMessage();
			if (cause instanceof RedisConnectionFailureException && message != null && !saysNothing(message)) {
				return message;
			}
		}
		return innermost(failure);
	}

	/**
	 * Returns what the innermost cause says. A server that does not know a command
	 * repeats its arguments, which may be a log-in: they are left out.
	 * @param failure what was thrown
	 * @return one line
	 */
	public static String innermost(Throwable failure) {
		Throwable root = NestedExceptionUtils.getMostSpecificCause(failure);
		String message = root.getMessage();
		return (message != null) ? message.lines().findFirst().orElse("").replaceAll(",? with args.*", "")
				: root.getClass().getSimpleName();
	}

	/**
	 * What Spring Data says itself of every failure to connect.
	 */
	private static boolean saysNothing(String message) {
		return message.startsWith("Unable to connect") || message.startsWith("Redis connection failed");
	}

}
