package dev.redisenv.sample.chat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Messages that end with this instance of the application.
 */
final class InMemoryMessages implements Messages {

	// Guarded by this
	private final Deque<Message> messages = new ArrayDeque<>();

	@Override
	public synchronized void add(Message message) {
		this.messages.addLast(message);
		if (this.messages.size() > LIMIT) {
			this.messages.removeFirst();
		}
	}

	@Override
	public synchronized List<Message> latest() {
		return List.copyOf(this.messages);
	}

}
