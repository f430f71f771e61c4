package dev.redisenv;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
		List<String> faults = new ArrayList<>();
		try (SlotJudge judge = new SlotJudge()) {
			for (Path recording : recordings()) {
				boolean complete = !isServerAlive(recording);
				String text = Files.readString(recording, StandardCharsets.US_ASCII);
				// The last line of a server that runs may be a part of one.
				Stream<String> lines = text.substring(0, text.lastIndexOf('\n') + 1).lines();
				faults.addAll(judge.judge(lines.map(Command::of).toList()));
				if (complete) {
					Files.delete(recording);
				}
			}
		}
		assertThat(faults).as("commands that a server which shards behind one endpoint refuses").isEmpty();
	}

	/**
	 * Another JVM has another half of the tests.
	 */
	private static List<Path> recordings() throws IOException {
		String own = ProcessHandle.current().pid() + "-";
		try (Stream<Path> recordings = Files.list(Path.of(System.getenv("REDIS_ENV_TEST_MONITOR")))) {
			return recordings.filter((recording) -> recording.getFileName().toString().startsWith(own)).toList();
		}
	}

	private static boolean isServerAlive(Path recording) {
		String[] words = recording.getFileName().toString().split("-", -1);
		return ProcessHandle.of(Long.parseLong(words[2])).isPresent();
	}

}
