package dev.redisenv.contract;

import java.util.Objects;

/**
 * A text that never prints itself.
 */
public final class Secret {

	private final String value;

	private Secret(String value) {
		this.value = value;
	}

	/**
	 * Wraps a text.
	 * @param value the text to keep
	 * @return the secret
	 */
	public static Secret of(String value) {
		return new Secret(Objects.requireNonNull(value, "'value' must not be null"));
	}

	/**
	 * Returns the text itself, for the one place that logs in with it.
	 * @return the text
	 */
	public String reveal() {
		return this.value;
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof Secret secret && this.value.equals(secret.value);
	}

	@Override
	public int hashCode() {
		return this.value.hashCode();
	}

	/**
	 * Prints stars.
	 */
	@Override
	public String toString() {
		return "***";
	}

}
