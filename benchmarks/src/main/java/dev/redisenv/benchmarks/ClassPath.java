package dev.redisenv.benchmarks;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.redisenv.contract.RedisSettings;

/**
 * What applications run with.
 */
public final class ClassPath {

	private final List<Path> entries;

	private ClassPath(Stream<Path> entries) {
		this.entries = entries.toList();
	}

	/**
	 * Returns the class path of this process.
	 * @return everything
	 */
	public static ClassPath whole() {
		return new ClassPath(
				Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator)).map(Path::of));
	}

	/**
	 * Leaves Spring Boot's own starters.
	 * @return the others
	 */
	public ClassPath withoutStarter() {
		return without(RedisSettings.class);
	}

	/**
	 * Leaves out where types come from.
	 * @param types one of each jar
	 * @return the others
	 */
	public ClassPath without(Class<?>... types) {
		Set<Path> locations = Arrays.stream(types).map(ClassPath::location).collect(Collectors.toSet());
		return without((entry) -> locations.contains(entry.toAbsolutePath()));
	}

	/**
	 * Leaves out jars.
	 * @param names matches the names of their files
	 * @return the others
	 */
	public ClassPath without(Pattern names) {
		return without((entry) -> names.matcher(entry.getFileName().toString()).matches());
	}

	private ClassPath without(Predicate<Path> entries) {
		return new ClassPath(this.entries.stream().filter(entries.negate()));
	}

	private static Path location(Class<?> type) {
		try {
			return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
		}
		catch (URISyntaxException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Returns the entries as in {@code java.class.path}.
	 */
	@Override
	public String toString() {
		return this.entries.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
	}

}
