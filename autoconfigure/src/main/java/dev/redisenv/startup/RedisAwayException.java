package dev.redisenv.startup;

/**
 * Ends a start that needs Redis.
 */
final class RedisAwayException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String because;

	/**
	 * Creates an exception.
	 * @param because what makes the start need Redis
	 * @param cause which Redis does not answer, and why
	 */
	RedisAwayException(String because, NoAnswerException cause) {
		super(cause.getMessage(), cause);
		this.because = because;
	}

	String because() {
		return this.because;
	}

}
