package dev.redisenv.session;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

import dev.redisenv.status.FeatureStatus;
import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;

/**
 * How sessions in Redis are.
 */
final class SessionStatus implements FeatureStatus {

	private final Map<String, Object> details;

	private final LongAdder unreadable = new LongAdder();

	/** Why the last command failed. */
	private volatile @Nullable String failure;

	/**
	 * Creates a status.
	 * @param details what does not change
	 */
	SessionStatus(Map<String, Object> details) {
		this.details = Map.copyOf(details);
	}

	void commandSucceeded() {
		if (this.failure != null) {
			this.failure = null;
		}
	}

	void commandFailed(RuntimeException ex) {
		Throwable cause = NestedExceptionUtils.getMostSpecificCause(ex);
		this.failure = (cause.getMessage() != null) ? cause.getMessage() : cause.getClass().getSimpleName();
	}

	void sessionUnreadable() {
		this.unreadable.increment();
	}

	long unreadable() {
		return this.unreadable.sum();
	}

	@Override
	public String feature() {
		return "session";
	}

	@Override
	public Report report() {
		String failure = this.failure;
		Map<String, Object> details = new HashMap<>(this.details);
		details.put("unreadable", unreadable());
		return new Report((failure != null) ? "The last command for a session failed: " + failure : null, details);
	}

}
