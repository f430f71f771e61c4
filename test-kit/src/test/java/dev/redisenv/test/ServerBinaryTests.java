package dev.redisenv.test;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ServerBinaryTests {

	private static final @Nullable String EMBEDDED = ServerBinary.ofThisJvm().resource();

	private final Path temporary;

	private final Path first;

	private final Path second;

	ServerBinaryTests(@TempDir Path temporary) throws IOException {
		this.temporary = temporary;
		this.first = Files.createDirectory(temporary.resolve("first"));
		this.second = Files.createDirectory(temporary.resolve("second"));
	}

	@Test
	void takesThePathOfTheSettingFirst() throws IOException {
		command(this.first, "redis-server");
		Path chosen = command(this.temporary, "my-server");
		assertThat(binary(chosen.toString()).find()).isEqualTo(chosen);
	}

	@Test
	void takesTheCommandOfTheSettingFirst() throws IOException {
		command(this.first, "redis-server");
		Path chosen = command(this.second, "valkey-server");
		assertThat(binary("valkey-server").find()).isEqualTo(chosen);
	}

	@Test
	void findsRedisBeforeValkey() throws IOException {
		command(this.first, "valkey-server");
		Path redis = command(this.second, "redis-server");
		assertThat(binary(null).find()).isEqualTo(redis);
	}

	@Test
	void findsValkeyWithoutRedis() throws IOException {
		Path valkey = command(this.second, "valkey-server");
		Files.writeString(this.first.resolve("redis-server"), "not executable");
		assertThat(binary("").find()).isEqualTo(valkey);
	}

	@Test
	void takesTheEmbeddedServerIfThereIsNoOther() {
		assertEmbedded(binary(null).find());
		assertEmbedded(new ServerBinary(null, null, EMBEDDED).find());
	}

	@Test
	void takesTheEmbeddedServerIfAsked() throws IOException {
		command(this.first, "redis-server");
		assertEmbedded(binary("embedded").find());
	}

	@Test
	void startsTheEmbeddedServer() {
		try (RedisServer server = RedisServer.builder().executable(binary("embedded").find()).start()) {
			assertThat(server.version()).startsWith("6.2.");
		}
	}

	@Test
	void refusesASettingThatNamesNothing() {
		assertThatExceptionOfType(RedisServerException.class).isThrownBy(() -> binary("no-such-server").find())
			.withMessageContaining("redis-env.test.server")
			.withMessageContaining("REDIS_ENV_TEST_SERVER")
			.withMessageContaining("\"no-such-server\"")
			.withMessageContaining("Install redis-server or valkey-server");
		assertThatExceptionOfType(RedisServerException.class).isThrownBy(() -> binary(this.first.toString()).find())
			.withMessageContaining("names no executable");
	}

	@Test
	void saysWhatToDoIfThereIsNoServerAtAll() {
		assertThatExceptionOfType(RedisServerException.class)
			.isThrownBy(() -> new ServerBinary(null, this.first.toString(), null).find())
			.withMessageContaining("There is no Redis server on the PATH")
			.withMessageContaining("Install redis-server or valkey-server");
	}

	private ServerBinary binary(@Nullable String setting) {
		return new ServerBinary(setting, this.first + File.pathSeparator + this.second, EMBEDDED);
	}

	private static void assertEmbedded(Path file) {
		assertThat(file).isExecutable();
		assertThat(file.toString()).contains(File.separator + "embedded-");
	}

	private static Path command(Path directory, String name) throws IOException {
		Path file = Files.writeString(directory.resolve(name), "#!/bin/sh\n");
		assertThat(file.toFile().setExecutable(true)).isTrue();
		return file;
	}

}
