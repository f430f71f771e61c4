package dev.redisenv.contract;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.origin.Origin;

/**
 * One text that was set: a whole variable, or one option inside a URL.
 *
 * @param name the variable, by the name it was set by
 * @param option the option inside the variable; {@code null} for the whole of it
 * @param type how the text is read
 * @param written what was written, which may hold placeholders
 * @param text what was set, with the placeholders resolved
 * @param origin where it was set; {@code null} where the property source does not tell
 */
record Value(String name, @Nullable UrlOption option, ValueType type, String written, String text,
		@Nullable Origin origin) {

	Value withText(String text) {
		return new Value(this.name, this.option, this.type, this.written, text, this.origin);
	}

	/**
	 * Makes the value of an option that this value holds.
	 */
	Value option(UrlOption option, String text) {
		return new Value(this.name, option, option.type(), text, text, this.origin);
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
			return isFile() ? "REDIS_URI=" + text + "   # or this in the file of " + this.name : this.name + "=" + text;
		}
		if (this.name.equals(RedisVariable.WEBSOCKET_REDIS_OPTIONS.name())) {
			return "%s={\"%s\": \"%s\"}".formatted(this.name, this.option.text(), text);
		}
		return "%s=redis://localhost:6379?%s=%s".formatted(this.name, this.option.text(), text);
	}

	/**
	 * Returns whether the text stood in a file that the variable names.
	 */
	private boolean isFile() {
		return this.type == ValueType.URLS && this.name.equals(RedisVariable.REDIS_URI_FILE.name());
	}

	/**
	 * Returns the value as it may be shown. A placeholder stays as it was written, since
	 * it may stand for the value of a secret.
	 */
	String shown() {
		return switch (this.type) {
			case URLS -> RedisUrls.mask(this.written);
			case SECRET, OPTIONS -> "***";
			default -> this.written;
		};
	}

	/**
	 * Returns a location as it may be shown, without its scheme.
	 */
	String withoutScheme() {
		return shown().replaceFirst("^[a-z]*://", "");
	}

	/**
	 * Prints the value without its text.
	 */
	@Override
	public String toString() {
		return label() + " from " + this.origin;
	}

}
