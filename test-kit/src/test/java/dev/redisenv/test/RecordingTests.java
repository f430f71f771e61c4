package dev.redisenv.test;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class RecordingTests {

	@Test
	void holdsEverythingUntilTheServerIsDead(@TempDir Path directory) {
		Path file = directory.resolve("new/recording");
		try (RedisServer server = RedisServer.builder().user("recorder", "secret").start()) {
			Recording recording = Recording.start(new AdminLink(server.port(), new Admin("recorder", "secret"), null),
					file);
			server.command("SET", "first", "1");
			server.command("SET", "last", "2");
			server.kill();
			recording.awaitEnd();
		}
		assertThat(file).content()
			.contains("\"SET\" \"first\" \"1\"", "\"SET\" \"last\" \"2\"")
			.doesNotContain("secret");
	}

}
