package dev.redisenv.sample.session;

import jakarta.servlet.http.HttpSession;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.session.SessionRepository;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Counts visits in the session.
 */
@RestController
final class SessionController {

	private static final String VISITS = "visits";

	private final boolean shared;

	SessionController(ObjectProvider<SessionRepository<?>> sharedSessions) {
		this.shared = sharedSessions.getIfAvailable() != null;
	}

	@GetMapping("/session")
	Visit visit(HttpSession session) {
		int visits = (session.getAttribute(VISITS) instanceof Integer before) ? before + 1 : 1;
		session.setAttribute(VISITS, visits);
		return new Visit(session.getId(), visits, this.shared);
	}

}
