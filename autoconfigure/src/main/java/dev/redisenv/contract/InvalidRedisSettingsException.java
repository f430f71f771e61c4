package dev.redisenv.contract;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Thrown once, at the start of the application, with everything that is wrong with its
 * Redis settings. Neither the message nor the problems hold a secret.
 */
public final class InvalidRedisSettingsException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient List<Problem> problems;

	public InvalidRedisSettingsException(List<Problem> problems) {
		super(problems.stream().map(Problem::fault).collect(Collectors.joining(" ")));
		this.problems = List.copyOf(problems);
	}

	/**
	 * Returns what is wrong.
	 * @return one problem for every wrong setting
	 */
	public List<Problem> problems() {
		return this.problems;
	}

}
