package dev.redisenv.environment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.redisenv.contract.RedisVariable;
import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.boot.origin.TextResourceOrigin.Location;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.FileSystemResource;

/**
 * The variables in a {@code .env} file: {@code NAME=value} lines, with {@code export},
 * comments and quotes as shells and Docker Compose write them. A value is taken as it
 * stands; nothing in it is expanded. Only names of the contract, and the one that
 * {@code REDIS_KEY_PREFIX_VAR} names, are taken, since a Redis starter has no say in an
 * application's other settings.
 */
final class DotEnvPropertySource extends SystemEnvironmentPropertySource implements OriginLookup<String> {

	/**
	 * The suffix makes Spring Boot map names as it does those of the process environment.
	 */
	private static final String NAME = "dotenv-systemEnvironment";

	private static final Pattern LINE = Pattern.compile(
			"\\s*(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)\\s*=\\s*(?:\"([^\"]*)\"|'([^']*)'|(.*?))\\s*(?:(?<=\\s)#.*)?");

	private final Path file;

	private final Map<String, Integer> lines;

	private DotEnvPropertySource(Path file, Map<String, Object> values, Map<String, Integer> lines) {
		super(NAME, values);
		this.file = file;
		this.lines = lines;
	}

	/**
	 * Reads a file.
	 * @param prefixName the name that holds the key prefix; {@code null} where only the
	 * file can tell
	 * @return the variables, or {@code null} where there is no such file
	 */
	static @Nullable DotEnvPropertySource read(Path file, @Nullable String prefixName, Log log) {
		if (!Files.isRegularFile(file)) {
			return null;
		}
		try {
			return parse(file, prefixName, Files.readAllLines(file));
		}
		catch (IOException ex) {
			log.warn("The file %s is not read: it is not readable text in UTF-8.".formatted(file));
			return null;
		}
	}

	private static DotEnvPropertySource parse(Path file, @Nullable String prefixName, List<String> text) {
		Map<String, Object> values = new LinkedHashMap<>();
		Map<String, Integer> lines = new LinkedHashMap<>();
		for (int i = 0; i < text.size(); i++) {
			Matcher matcher = LINE.matcher(text.get(i));
			if (matcher.matches()) {
				values.put(matcher.group(1), value(matcher));
				lines.put(matcher.group(1), i);
			}
		}
		Object named = (prefixName != null) ? prefixName : values.get(RedisVariable.REDIS_KEY_PREFIX_VAR.name());
		values.keySet().removeIf((name) -> !RedisVariable.looksLikeOurs(name) && !name.equals(named));
		return new DotEnvPropertySource(file, values, lines);
	}

	private static String value(Matcher matcher) {
		for (int group = 2; group < 4; group++) {
			if (matcher.group(group) != null) {
				return matcher.group(group);
			}
		}
		return matcher.group(4);
	}

	@Override
	public @Nullable Origin getOrigin(String name) {
		Integer line = this.lines.get(name);
		return (line != null) ? new TextResourceOrigin(new FileSystemResource(this.file), new Location(line, 0)) : null;
	}

}
