package dev.redisenv.benchmarks.speed;

import java.io.IOException;
import java.util.List;
import java.util.Objects;

import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

import org.springframework.boot.web.servlet.AbstractFilterRegistrationBean;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/**
 * Requests with a session, through the filters of the application. What is around them in
 * a web server, and costs the same with and without the starter, is left out.
 */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init")
public class SessionBenchmark {

	private static final String ATTRIBUTE = "basket";

	@Param("REDIS_ENV")
	Subject subject;

	@Param("100")
	int size;

	private String value;

	private List<? extends Filter> filters;

	@Setup
	public void open() {
		this.value = Application.value(this.size);
		this.filters = Application.of(this.subject)
			.getBeanProvider(AbstractFilterRegistrationBean.class)
			.orderedStream()
			.map(AbstractFilterRegistrationBean<?>::getFilter)
			.toList();
	}

	@Benchmark
	public Object read(Visitor visitor) throws IOException, ServletException {
		return serve(visitor.cookie, SessionBenchmark::basket);
	}

	@Benchmark
	public Object update(Visitor visitor) throws IOException, ServletException {
		return serve(visitor.cookie, (request) -> {
			basket(request);
			request.getSession().setAttribute(ATTRIBUTE, this.value);
		});
	}

	private static void basket(HttpServletRequest request) {
		HttpSession session = Objects.requireNonNull(request.getSession(false));
		Objects.requireNonNull(session.getAttribute(ATTRIBUTE));
	}

	private MockHttpServletResponse serve(@Nullable Cookie cookie, Controller controller)
			throws IOException, ServletException {
		MockHttpServletRequest request = new MockHttpServletRequest("GET", "/");
		if (cookie != null) {
			request.setCookies(cookie);
		}
		MockHttpServletResponse response = new MockHttpServletResponse();
		filter(0, request, response, controller);
		return response;
	}

	private void filter(int next, ServletRequest request, ServletResponse response, Controller controller)
			throws IOException, ServletException {
		if (next < this.filters.size()) {
			this.filters.get(next)
				.doFilter(request, response, (inner, outer) -> filter(next + 1, inner, outer, controller));
		}
		else {
			controller.handle((HttpServletRequest) request);
			// As every answer with a body is
			response.flushBuffer();
		}
	}

	private interface Controller {

		void handle(HttpServletRequest request);

	}

	/**
	 * Has a session of its own, as each thread.
	 */
	@State(Scope.Thread)
	public static class Visitor {

		private Cookie cookie;

		@Setup
		public void arrive(SessionBenchmark benchmark) throws IOException, ServletException {
			this.cookie = Objects.requireNonNull(
					benchmark.serve(null, (request) -> request.getSession().setAttribute(ATTRIBUTE, benchmark.value))
						.getCookie("SESSION"));
		}

	}

}
