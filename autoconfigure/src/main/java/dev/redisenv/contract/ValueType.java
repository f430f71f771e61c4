package dev.redisenv.contract;

import java.time.Duration;

/**
 * How the text of a variable is read, and how a message describes what is accepted.
 */
public enum ValueType {

	/** A switch. */
	BOOLEAN("true, false, 1 or 0"),

	/** A number without a unit. */
	COUNT("a whole number, or an expression such as 2*8"),

	/** A span of time whose bare number counts milliseconds. */
	MILLISECONDS("milliseconds, as a number, an expression such as 60*1000, or with a unit: 500ms, 10s, 5m"),

	/** A span of time whose bare number counts seconds. */
	SECONDS("seconds, as a number, an expression such as 60*60, or with a unit: 500ms, 10s, 5m"),

	/** Any text. */
	TEXT("any text"),

	/** What keys begin with. */
	PREFIX("text without blanks, control characters and * ? [ ] \\"),

	/** The name of an environment variable. */
	VARIABLE_NAME("the name of another variable, in capital letters"),

	/** A certificate in one line. */
	PEM_BASE64("base64 of a PEM text"),

	/** Text that is never shown. */
	SECRET("any text"),

	/** The location of a file. */
	PATH("the path of a readable file"),

	/** A TCP port. */
	PORT("a port between 1 and 65535"),

	/** Hosts, each with an optional port. */
	HOSTS("host or host:port, several separated by commas"),

	/** Names in a list. */
	NAMES("names, several separated by commas"),

	/** A cloud that issues tokens. */
	IAM_PROVIDER("aws, azure or gcp"),

	/** The SameSite attribute of a cookie. */
	SAME_SITE("lax, strict or none"),

	/**
	 * One URL, a comma list or a JSON array of URLs; their credentials are never shown.
	 */
	URLS("redis[s]://[user[:password]@]host[:port][/db][?option=value], several separated by commas or as a JSON array"),

	/** A JSON object of URL options. */
	OPTIONS("a JSON object of the options that a URL's query may hold, such as {\"socket_timeout\": 5}");

	private final String accepted;

	ValueType(String accepted) {
		this.accepted = accepted;
	}

	/**
	 * Returns what is accepted, as the end of a sentence.
	 * @return a phrase for messages and the reference page
	 */
	public String accepted() {
		return this.accepted;
	}

	/**
	 * Returns the Java type that editors suggest values by.
	 * @return name of a class
	 */
	public String javaType() {
		return switch (this) {
			case BOOLEAN -> Boolean.class.getName();
			case MILLISECONDS, SECONDS -> Duration.class.getName();
			default -> String.class.getName();
		};
	}

	/**
	 * Returns whether a value may hold a password.
	 * @return {@code true} when the text must not be shown as it is
	 */
	public boolean secret() {
		return this == SECRET || this == URLS || this == OPTIONS;
	}

}
