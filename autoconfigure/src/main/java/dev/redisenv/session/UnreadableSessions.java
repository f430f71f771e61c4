package dev.redisenv.session;

import java.io.InvalidClassException;
import java.util.Map;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.core.NestedExceptionUtils;

/**
 * Lets a stored session that cannot be read count as none, as after an update that
 * changed or removed a class. It stays in Redis, for the version that can read it.
 */
final class UnreadableSessions {

	private static final Log log = LogFactory.getLog(UnreadableSessions.class);

	private final SessionStatus status;

	/** A request may read its session more than once. */
	private final Recent<Boolean> reported = new Recent<>();

	UnreadableSessions(SessionStatus status) {
		this.status = status;
	}

	/**
	 * Reads a session.
	 * @param key its key
	 * @param session what reads it
	 * @return the session, empty where it cannot be read
	 */
	Map<String, Object> guard(String key, Supplier<Map<String, Object>> session) {
		try {
			return session.get();
		}
		catch (RuntimeException | LinkageError ex) {
			if (this.reported.put(key, true) == null) {
				this.status.sessionUnreadable();
				log.warn("A stored session cannot be read and counts as none: " + reason(ex));
			}
			return Map.of();
		}
	}

	/**
	 * Other messages may quote values.
	 */
	private static String reason(Throwable ex) {
		Throwable root = NestedExceptionUtils.getRootCause(ex);
		Throwable cause = (root != null) ? root : ex;
		boolean namesAClass = cause instanceof ClassNotFoundException || cause instanceof InvalidClassException;
		return namesAClass ? cause.toString() : cause.getClass().getName();
	}

}
