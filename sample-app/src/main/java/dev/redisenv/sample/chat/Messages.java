package dev.redisenv.sample.chat;

import java.util.List;

/**
 * The latest messages of the room. Safe to use from several threads.
 */
interface Messages {

	/** How many messages are kept. */
	int LIMIT = 100;

	/**
	 * Adds a message; the oldest one goes where there are too many.
	 * @param message the newest message
	 */
	void add(Message message);

	/**
	 * Returns the messages that are kept.
	 * @return at most {@link #LIMIT} messages, the oldest first
	 */
	List<Message> latest();

}
