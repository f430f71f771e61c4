package dev.redisenv.test;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class GuardTests {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private final Path pids;

	private final Path temporary;

	GuardTests(@TempDir Path directory) throws IOException {
		this.pids = directory.resolve("pids");
		this.temporary = Files.createDirectory(directory.resolve("with space"));
	}

	@Test
	void leavesNothingOfAJvmThatIsKilled() throws Exception {
		Process jvm = start("wait");
		try {
			List<ProcessHandle> servers = servers();
			assertThat(servers).hasSize(2).allMatch(ProcessHandle::isAlive);
			assertThat(this.temporary).isNotEmptyDirectory();
			jvm.destroyForcibly();
			awaitNothingLeft(servers);
		}
		finally {
			jvm.destroyForcibly();
		}
	}

	@Test
	void leavesNothingOfAJvmThatForgetsToClose() throws Exception {
		Process jvm = start("exit");
		assertThat(jvm.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
		assertThat(jvm.exitValue()).isZero();
		assertThat(this.pids).exists();
		await().atMost(LIMIT).untilAsserted(() -> assertThat(this.temporary).isEmptyDirectory());
	}

	private List<ProcessHandle> servers() throws IOException {
		await().atMost(LIMIT).until(() -> Files.exists(this.pids));
		return Files.readAllLines(this.pids)
			.stream()
			.map((pid) -> ProcessHandle.of(Long.parseLong(pid)).orElseThrow())
			.toList();
	}

	private void awaitNothingLeft(List<ProcessHandle> servers) {
		await().atMost(LIMIT).untilAsserted(() -> {
			assertThat(servers).noneMatch(ProcessHandle::isAlive);
			assertThat(this.temporary).isEmptyDirectory();
		});
	}

	private Process start(String then) throws IOException {
		return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Djava.io.tmpdir=" + this.temporary, "-XX:-UsePerfData", "-cp", classPathWithoutJUnit(),
				ForgetfulProgram.class.getName(), this.pids.toString(), then)
			.inheritIO()
			.start();
	}

	private static String classPathWithoutJUnit() {
		return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((entry) -> !entry.contains("junit"))
			.collect(Collectors.joining(File.pathSeparator));
	}

}
