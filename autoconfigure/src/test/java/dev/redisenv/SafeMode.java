package dev.redisenv;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import dev.redisenv.Monitor.Command;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * With {@code REDIS_ENV_TEST_SAFE_MODE=true} every application of a test is told that its
 * server may shard, and a class fails after whose tests a server has executed what such a
 * server refuses. {@code REDIS_ENV_TEST_MONITOR} must name an empty directory, where the
 * servers write that.
 */
public final class SafeMode implements AfterAllCallback {

	private static final boolean WANTED = Boolean.parseBoolean(System.getenv("REDIS_ENV_TEST_SAFE_MODE"));

	/** How long a recording was when it was judged. */
	private final Map<Path, Integer> judged = new HashMap<>();

	/** Faults of classes before, whose servers may still run. */
	private final Set<String> known = new TreeSet<>();

	/**
	 * Returns whether applications are in the mode without asking for it.
	 */
	public static boolean isOn() {
		return WANTED;
	}

	static void addTo(Map<String, Object> variables) {
		if (WANTED && variables.containsKey("REDIS_URI")) {
			variables.putIfAbsent("REDIS_CLUSTER_SAFE_MODE", "true");
		}
	}

	/**
	 * Comes after the extensions that end the servers of the class, so that all is
	 * written.
	 */
	@Override
	public void afterAll(ExtensionContext context) throws IOException {
		if (!WANTED) {
			return;
		}
		Set<String> faults = new TreeSet<>();
		try (SlotJudge judge = new SlotJudge();
				Stream<Path> recordings = Files.list(Path.of(System.getenv("REDIS_ENV_TEST_MONITOR")))) {
			// Another JVM has another half of the tests
			String own = ProcessHandle.current().pid() + "-";
			for (Path recording : recordings.filter((file) -> file.getFileName().toString().startsWith(own)).toList()) {
				String text = Files.readString(recording, StandardCharsets.US_ASCII);
				Integer before = this.judged.put(recording, text.length());
				if (!Objects.equals(before, text.length())) {
					// The last line of a server that runs may be a part of one.
					List<Command> commands = text.substring(0, text.lastIndexOf('\n') + 1)
						.lines()
						.map(Command::of)
						.toList();
					judge.judge(commands).forEach((fault) -> faults.add(recording.getFileName() + ": " + fault));
				}
			}
		}
		faults.removeAll(this.known);
		this.known.addAll(faults);
		assertThat(faults).as("commands that a server which shards behind one endpoint refuses").isEmpty();
	}

}
