package dev.redisenv.startup;

import dev.redisenv.diagnosis.Finding;
import org.jspecify.annotations.Nullable;

/**
 * Ends a start that needs Redis.
 */
final class RedisAwayException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String because;

	private final @Nullable String remedy;

	/**
	 * Creates an exception.
	 * @param because what makes the start need Redis
	 * @param cause which Redis does not answer
	 * @param finding what an examination found; {@code null} where there was none
	 */
	RedisAwayException(String because, NoAnswerException cause, @Nullable Finding finding) {
		super((finding != null) ? "Redis does not answer: " + finding.fault() : cause.getMessage(), cause);
		this.because = because;
		this.remedy = (finding != null) ? finding.remedy() : null;
	}

	/**
	 * Returns what to change, where that is known.
	 */
	@Nullable String remedy() {
		return this.remedy;
	}

	String because() {
		return this.because;
	}

}
