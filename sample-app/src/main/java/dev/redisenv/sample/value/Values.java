package dev.redisenv.sample.value;

import java.util.Optional;

/**
 * Texts by name. Safe to use from several threads.
 */
interface Values {

	/**
	 * Sets a value, in place of one that is there.
	 * @param name any name
	 * @param text any text
	 */
	void set(String name, String text);

	/**
	 * Reads a value.
	 * @param name any name
	 * @return the text, or nothing where the name was never set
	 */
	Optional<String> get(String name);

}
