package dev.redisenv.sample.session;

import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.session.SessionRepository;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Counts visits in the session, and remembers the visitor's name there.
 */
@RestController
@RequestMapping("/session")
final class SessionController {

	private static final String NAME = "name";

	private static final int LONGEST = 40;

	private static final String VISITS = "visits";

	private final boolean shared;

	SessionController(ObjectProvider<SessionRepository<?>> sharedSessions) {
		this.shared = sharedSessions.getIfAvailable() != null;
	}

	@GetMapping
	Visit visit(HttpSession session) {
		int visits = (session.getAttribute(VISITS) instanceof Integer before) ? before + 1 : 1;
		session.setAttribute(VISITS, visits);
		String name = (session.getAttribute(NAME) instanceof String given) ? given : "Guest";
		return new Visit(name, visits, this.shared);
	}

	@PutMapping
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void rename(HttpSession session, @RequestBody Visitor visitor) {
		String name = visitor.name();
		if (name == null || name.isBlank() || name.length() > LONGEST) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST,
					"A name has between 1 and %d characters.".formatted(LONGEST));
		}
		session.setAttribute(NAME, name.strip());
	}

	/**
	 * What a visitor says of themselves.
	 *
	 * @param name what to call them
	 */
	record Visitor(@Nullable String name) {

	}

}
