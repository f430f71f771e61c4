package dev.redisenv.test;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The lines of one server's configuration file. Passwords stand there, since the
 * arguments of a process are visible to everybody.
 */
final class Configuration {

	private final List<String> lines = new ArrayList<>();

	private final Set<String> secrets = new LinkedHashSet<>();

	Configuration() {
	}

	private Configuration(Configuration other) {
		this.lines.addAll(other.lines);
		this.secrets.addAll(other.secrets);
	}

	Configuration copy() {
		return new Configuration(this);
	}

	/**
	 * Adds a directive; its values may hold any text.
	 */
	Configuration set(String directive, Object... values) {
		this.lines.add(Stream.of(values)
			.map((value) -> quoted(value.toString()))
			.collect(Collectors.joining(" ", directive + " ", "")));
		return this;
	}

	Configuration line(String line) {
		this.lines.add(line);
		return this;
	}

	Configuration user(String name, String password, List<String> rules) {
		List<Object> values = new ArrayList<>(List.of(name, "on", ">" + secret(password)));
		values.addAll(rules);
		return set("user", values.toArray());
	}

	Configuration user(Admin admin) {
		return user(admin.user(), admin.password(), List.of("~*", "&*", "+@all"));
	}

	List<String> lines() {
		return List.copyOf(this.lines);
	}

	/**
	 * Marks a value that no message may show.
	 */
	String secret(String value) {
		if (!value.isEmpty()) {
			this.secrets.add(value);
			// As the server quotes the file
			this.secrets.add(escaped(value));
		}
		return value;
	}

	String mask(String text) {
		String masked = text;
		for (String secret : this.secrets) {
			masked = masked.replace(secret, "******");
		}
		return masked;
	}

	void write(Path file) {
		PrivateFiles.write(file, String.join("\n", this.lines) + "\n");
	}

	private static String quoted(String value) {
		return '"' + escaped(value) + '"';
	}

	private static String escaped(String value) {
		StringBuilder escaped = new StringBuilder();
		for (byte octet : value.getBytes(StandardCharsets.UTF_8)) {
			if (octet <= ' ' || octet == '"' || octet == '\\' || octet == 0x7f) {
				escaped.append(String.format("\\x%02x", octet));
			}
			else {
				escaped.append((char) octet);
			}
		}
		return escaped.toString();
	}

}
