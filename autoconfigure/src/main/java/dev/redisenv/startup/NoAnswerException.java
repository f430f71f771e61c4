package dev.redisenv.startup;

/**
 * A Redis does not answer.
 */
final class NoAnswerException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception.
	 * @param servers hosts and ports
	 * @param reason why there is no answer, as one sentence
	 * @param cause what the attempt led to
	 */
	NoAnswerException(String servers, String reason, Throwable cause) {
		super("Redis does not answer at %s: %s".formatted(servers, reason), cause);
	}

}
