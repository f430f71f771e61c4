package dev.redisenv.contract;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.origin.Origin;

/**
 * One text that was set: a whole variable, or one option inside a URL.
 *
 * @param name the variable, by the name it was set by
 * @param option the option inside the variable; {@code null} for the whole of it
 * @param type how the text is read
 * @param text what was set
 * @param origin where it was set; {@code null} where the property source does not tell
 */
record Value(String name, @Nullable UrlOption option, ValueType type, String text, @Nullable Origin origin) {

	Value withText(String text) {
		return new Value(this.name, this.option, this.type, text, this.origin);
	}

	/**
	 * Makes the value of an option that this value holds.
	 */
	Value option(UrlOption option, String text) {
		return new Value(this.name, option, option.type(), text, this.origin);
	}

	/**
	 * Returns how messages call the value.
	 */
	String label() {
		return (this.option != null) ? this.name + " option " + this.option.text() : this.name;
	}

	/**
	 * Returns the line that sets another text.
	 */
	String line(String text) {
		if (this.option == null) {
			return this.name + "=" + text;
		}
		if (this.name.equals(RedisVariable.WEBSOCKET_REDIS_OPTIONS.name())) {
			return "%s={\"%s\": \"%s\"}".formatted(this.name, this.option.text(), text);
		}
		return "%s=redis://localhost:6379?%s=%s".formatted(this.name, this.option.text(), text);
	}

	/**
	 * Returns the text as it may be shown.
	 */
	String shown() {
		return switch (this.type) {
			case URLS -> RedisUrls.mask(this.text);
			case SECRET, OPTIONS -> "***";
			default -> this.text;
		};
	}

	/**
	 * Prints the value without its text.
	 */
	@Override
	public String toString() {
		return label() + " from " + this.origin;
	}

}
