package dev.redisenv.sample.value;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Values that end with this instance of the application.
 */
final class InMemoryValues implements Values {

	private final Map<String, String> texts = new ConcurrentHashMap<>();

	@Override
	public void set(String name, String text) {
		this.texts.put(name, text);
	}

	@Override
	public Optional<String> get(String name) {
		return Optional.ofNullable(this.texts.get(name));
	}

}
