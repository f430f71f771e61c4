package dev.redisenv.sample;

import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Tells visitors that Redis is away, and nothing more: what exactly happened is for those
 * who see the health.
 */
@RestControllerAdvice
final class RedisFailures {

	@ExceptionHandler
	ProblemDetail unavailable(DataAccessException failure) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE, "Redis does not answer.");
	}

}
