package dev.redisenv.startup;

import java.util.Objects;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Prints which Redis does not answer, and how to start without it.
 */
final class RedisAwayFailureAnalyzer extends AbstractFailureAnalyzer<RedisAwayException> {

	private static final String START_IT = "Start that Redis, or change where the application looks for it.";

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, RedisAwayException cause) {
		return new FailureAnalysis("""
				%s

				The start needs Redis, since %s.
				""".formatted(cause.getMessage(), cause.because()), """
				%s

				To start without Redis:

				    redis-env.startup=wait          # waits for it, for up to redis-env.startup-timeout
				    redis-env.startup=background    # starts at once, and uses it as soon as it answers
				""".formatted(Objects.requireNonNullElse(cause.remedy(), START_IT)), cause);
	}

}
