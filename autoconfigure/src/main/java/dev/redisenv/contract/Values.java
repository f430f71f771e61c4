package dev.redisenv.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.convert.DurationStyle;

/**
 * Reads values by their type. What cannot be read becomes a problem, and the default is
 * returned so that reading goes on.
 */
final class Values {

	/**
	 * Lettuce counts its timeouts in milliseconds as an {@code int}.
	 */
	private static final Duration LONGEST = Duration.ofMillis(Integer.MAX_VALUE);

	private static final Set<String> SAME_SITES = Set.of("lax", "strict", "none");

	private static final Pattern WITH_UNIT = Pattern.compile("\\d{1,9}(ns|us|ms|s|m|h|d)", Pattern.CASE_INSENSITIVE);

	private final Problems problems;

	Values(Problems problems) {
		this.problems = problems;
	}

	static @Nullable Boolean parseFlag(String text) {
		return switch (text.toLowerCase(Locale.ROOT)) {
			case "true", "1" -> true;
			case "false", "0" -> false;
			default -> null;
		};
	}

	@Nullable Boolean flag(@Nullable Value value) {
		if (value == null) {
			return null;
		}
		Boolean flag = parseFlag(value.text());
		if (flag == null) {
			this.problems.add(value, "is neither true nor false", "true");
		}
		return flag;
	}

	boolean flag(@Nullable Value value, boolean defaultValue) {
		Boolean flag = flag(value);
		return (flag != null) ? flag : defaultValue;
	}

	int count(@Nullable Value value, int min, int max, int defaultValue) {
		if (value == null) {
			return defaultValue;
		}
		OptionalDouble number = NumberExpression.evaluate(value.text());
		if (number.isEmpty() || number.getAsDouble() % 1 != 0) {
			this.problems.add(value, "is not a whole number", String.valueOf(defaultValue));
			return defaultValue;
		}
		if (number.getAsDouble() < min || number.getAsDouble() > max) {
			this.problems.add(value, "is not between %d and %d".formatted(min, max), String.valueOf(defaultValue));
			return defaultValue;
		}
		return (int) number.getAsDouble();
	}

	@Nullable String sameSite(@Nullable Value value) {
		if (value == null) {
			return null;
		}
		String sameSite = value.text().toLowerCase(Locale.ROOT);
		if (!SAME_SITES.contains(sameSite)) {
			this.problems.add(value, "is none of lax, strict and none", "lax");
		}
		return sameSite;
	}

	/**
	 * Reads a time that zero, as the default, switches off.
	 */
	Duration durationOrZero(@Nullable Value value, Duration example) {
		boolean off = value == null || Duration.ZERO.equals(parseDuration(value));
		return off ? Duration.ZERO : duration(value, example);
	}

	Duration duration(@Nullable Value value, Duration defaultValue) {
		if (value == null) {
			return defaultValue;
		}
		String example = (value.type() == ValueType.SECONDS) ? defaultValue.toSeconds() + "s"
				: defaultValue.toMillis() + "ms";
		Duration duration = parseDuration(value);
		if (duration == null) {
			this.problems.add(value, "is not a time", example);
			return defaultValue;
		}
		if (duration.toMillis() < 1 || duration.compareTo(LONGEST) > 0) {
			this.problems.add(value, "is not between 1 ms and 24 days", example);
			return defaultValue;
		}
		return duration;
	}

	private static @Nullable Duration parseDuration(Value value) {
		if (WITH_UNIT.matcher(value.text()).matches()) {
			return DurationStyle.SIMPLE.parse(value.text());
		}
		OptionalDouble number = NumberExpression.evaluate(value.text());
		if (number.isEmpty() || Math.abs(number.getAsDouble()) > Integer.MAX_VALUE) {
			return number.isEmpty() ? null : LONGEST.plus(LONGEST);
		}
		ChronoUnit unit = (value.type() == ValueType.SECONDS) ? ChronoUnit.SECONDS : ChronoUnit.MILLIS;
		return Duration.ofNanos(Math.round(number.getAsDouble() * unit.getDuration().toNanos()));
	}

	List<Node> hosts(Value value, int defaultPort) {
		List<Node> nodes = new ArrayList<>();
		for (String item : value.text().split(",", -1)) {
			HostAndPort hostAndPort = item.isBlank() ? null : HostAndPort.parse(item.strip());
			if (hostAndPort == null) {
				this.problems.add(value, "lists something that is not host or host:port",
						"sentinel-1:26379,sentinel-2");
				return List.of();
			}
			nodes.add(hostAndPort.toNode(defaultPort));
		}
		return nodes;
	}

	/**
	 * Reads the text of the file that a value names.
	 */
	@Nullable String content(Value value) {
		Path path = file(value);
		try {
			return (path != null) ? Files.readString(path) : null;
		}
		catch (IOException ex) {
			this.problems.add(value, "names a file that is not text in UTF-8", "/path/to/file");
			return null;
		}
	}

	/**
	 * Finds the readable file that a value names.
	 */
	@Nullable Path file(Value value) {
		Path path;
		try {
			path = Path.of(value.text()).toAbsolutePath();
		}
		catch (InvalidPathException ex) {
			// Its message would quote the value a second time.
			this.problems.add(value, "is not a path", "/path/to/file");
			return null;
		}
		if (!Files.exists(path)) {
			this.problems.add(value, "names a file that does not exist", "/path/to/file");
			return null;
		}
		if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
			this.problems.add(value, "names something that this process cannot read as a file (in Kubernetes, "
					+ "let the pod's group read mounted secrets: securityContext.fsGroup)", "/path/to/file");
			return null;
		}
		return path;
	}

	/**
	 * A host and, where there is one, its port.
	 *
	 * @param host name or address, without brackets
	 * @param port {@code null} where none is given
	 */
	record HostAndPort(String host, @Nullable Integer port) {

		private static final Pattern FORM = Pattern
			.compile("(?:\\[([0-9A-Fa-f:.]+(?:%[\\w.-]+)?)]|([\\p{L}\\p{N}._-]+))(?::(\\d{1,5}))?");

		static @Nullable HostAndPort parse(String text) {
			Matcher matcher = FORM.matcher(text);
			if (!matcher.matches()) {
				return null;
			}
			String port = matcher.group(3);
			String host = (matcher.group(1) != null) ? matcher.group(1) : matcher.group(2);
			if (port == null) {
				return new HostAndPort(host, null);
			}
			int number = Integer.parseInt(port);
			return (number >= 1 && number <= 65535) ? new HostAndPort(host, number) : null;
		}

		Node toNode(int defaultPort) {
			return new Node(this.host, (this.port != null) ? this.port : defaultPort);
		}

	}

}
