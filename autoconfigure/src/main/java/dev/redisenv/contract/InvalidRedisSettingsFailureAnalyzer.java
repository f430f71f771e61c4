package dev.redisenv.contract;

import java.util.stream.Collectors;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Prints every wrong setting, and the lines to write instead.
 */
final class InvalidRedisSettingsFailureAnalyzer extends AbstractFailureAnalyzer<InvalidRedisSettingsException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidRedisSettingsException cause) {
		String description = cause.problems()
			.stream()
			.map(InvalidRedisSettingsFailureAnalyzer::describe)
			.collect(Collectors.joining(System.lineSeparator()));
		String action = cause.problems()
			.stream()
			.map((problem) -> "    " + problem.remedy())
			.distinct()
			.collect(Collectors.joining(System.lineSeparator()));
		return new FailureAnalysis(description, "Write instead:%n%n%s".formatted(action), cause);
	}

	private static String describe(Problem problem) {
		return """
				%s
				    From:     %s
				    Read:     %s
				    Accepted: %s
				""".formatted(problem.fault(), problem.origin(), problem.read(), problem.accepted());
	}

}
