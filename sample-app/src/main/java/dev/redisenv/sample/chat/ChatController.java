package dev.redisenv.sample.chat;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import dev.redisenv.sample.instance.Instance;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.SessionAttribute;
import org.springframework.web.server.ResponseStatusException;

/**
 * Takes messages and lists them. Who speaks is what the session says.
 */
@RestController
@RequestMapping("/messages")
final class ChatController {

	private static final int LONGEST = 500;

	private final Messages messages;

	private final Instance instance;

	ChatController(Messages messages, Instance instance) {
		this.messages = messages;
		this.instance = instance;
	}

	@GetMapping
	List<Message> latest() {
		return this.messages.latest();
	}

	@PostMapping
	@ResponseStatus(HttpStatus.CREATED)
	Message post(@SessionAttribute(name = "name", required = false) @Nullable String name, @RequestBody Draft draft) {
		String text = draft.text();
		if (text == null || text.isBlank() || text.length() > LONGEST) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST,
					"A message has between 1 and %d characters.".formatted(LONGEST));
		}
		Message message = new Message(UUID.randomUUID().toString(), (name != null) ? name : "Guest", text,
				Instant.now(), this.instance.name());
		this.messages.add(message);
		return message;
	}

	/**
	 * What a visitor sends.
	 *
	 * @param text the words
	 */
	record Draft(@Nullable String text) {

	}

}
