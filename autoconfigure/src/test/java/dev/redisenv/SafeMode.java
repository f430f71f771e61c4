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
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * With {@code REDIS_ENV_TEST_SAFE_MODE=true} every application of a test is told that its
 * server may shard, and a class fails after whose tests a server has executed what such a
 * server refuses. {@code REDIS_ENV_TEST_MONITOR} must name an empty directory, where the
 * servers write that.
 */
public final class SafeMode implements BeforeAllCallback {

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
	 * Has the class judged when what others store later has ended, its servers above all:
	 * then all is written.
	 */
	@Override
	public void beforeAll(ExtensionContext context) {
		if (WANTED) {
			AutoCloseable end = SafeMode::judge;
			context.getStore(Namespace.create(SafeMode.class)).put("end", end);
		}
	}

	private static void judge() throws IOException {
		List<String> faults = new ArrayList<>();
		try (SlotJudge judge = new SlotJudge(TestApplication.CLIENT_NAME)) {
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
