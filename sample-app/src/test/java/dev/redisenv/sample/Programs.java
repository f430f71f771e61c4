package dev.redisenv.sample;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Programs of this machine.
 */
final class Programs {

	/** Where Debian keeps servers, which only root has on the path. */
	private static final String SERVERS = "/usr/sbin";

	private Programs() {
	}

	/**
	 * Finds a program.
	 * @param names what it may be called
	 * @return the first one that is there
	 */
	static Path find(String... names) {
		return Stream.of(names)
			.flatMap((name) -> folders().map((folder) -> folder.resolve(name)))
			.filter(Files::isExecutable)
			.findFirst()
			.orElseThrow(() -> new IllegalStateException(
					"None of %s is on the PATH. Install it: .ci/install-servers does.".formatted(List.of(names))));
	}

	private static Stream<Path> folders() {
		return Stream
			.concat(Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)), Stream.of(SERVERS))
			.map(Path::of);
	}

}
