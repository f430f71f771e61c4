package dev.redisenv.benchmarks;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

import dev.redisenv.contract.RedisSettings;

/**
 * What applications run with.
 */
public final class ClassPath {

	private ClassPath() {
	}

	/**
	 * Returns the class path of this process without the starter, which leaves Spring
	 * Boot's own.
	 * @return entries as in {@code java.class.path}
	 */
	public static String withoutStarter() {
		String starter = location(RedisSettings.class).toString();
		return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((entry) -> !Path.of(entry).toAbsolutePath().toString().equals(starter))
			.collect(Collectors.joining(File.pathSeparator));
	}

	private static Path location(Class<?> type) {
		try {
			return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
		}
		catch (URISyntaxException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
