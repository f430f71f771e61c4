package dev.redisenv.startup;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Prints which Redis does not answer, and how to start without it.
 */
final class RedisAwayFailureAnalyzer extends AbstractFailureAnalyzer<RedisAwayException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, RedisAwayException cause) {
		return new FailureAnalysis("""
				%s

				The start needs Redis, since %s.
				""".formatted(cause.getMessage(), cause.because()), """
				Start that Redis, or change where the application looks for it (REDIS_URI, for WebSocket traffic \
				WEBSOCKET_REDIS_URL). To start without:

				    redis-env.startup=wait          # waits for it, for up to redis-env.startup-timeout
				    redis-env.startup=background    # starts at once, and uses it as soon as it answers
				""", cause);
	}

}
