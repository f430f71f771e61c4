package dev.redisenv.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server's program says about itself before it is started as one.
 */
final class ServerProgram {

	private static final Pattern MAJOR_VERSION = Pattern.compile("\\bv=(\\d+)\\.");

	private ServerProgram() {
	}

	static int majorVersion(Path executable) {
		try {
			Process program = new ProcessBuilder(executable.toString(), "--version").redirectErrorStream(true).start();
			String answer = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			Matcher version = MAJOR_VERSION.matcher(answer);
			if (version.find()) {
				return Integer.parseInt(version.group(1));
			}
			throw new RedisServerException(executable + " tells no version: " + answer.strip());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
