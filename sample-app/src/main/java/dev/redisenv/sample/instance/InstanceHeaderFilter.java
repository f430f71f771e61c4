package dev.redisenv.sample.instance;

import java.io.IOException;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Says in every response which instance made it, also in one that tells of an error.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class InstanceHeaderFilter extends OncePerRequestFilter {

	private final Instance instance;

	InstanceHeaderFilter(Instance instance) {
		this.instance = instance;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		response.setHeader("X-Instance", this.instance.name());
		chain.doFilter(request, response);
	}

}
