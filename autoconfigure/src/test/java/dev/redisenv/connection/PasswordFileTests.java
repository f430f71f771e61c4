package dev.redisenv.connection;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import dev.redisenv.TestApplication;
import dev.redisenv.test.RedisServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class PasswordFileTests {

	@Test
	void aChangedPasswordLogsLiveLinksInAgain(@TempDir Path folder) throws Exception {
		Path file = Files.writeString(folder.resolve("password"), "s3cr3t-old\n");
		try (RedisServer server = RedisServer.builder().password("s3cr3t-old").start();
				ConfigurableApplicationContext application = TestApplication.with("REDIS_URI", server.uri())
					.and("REDIS_PASSWORD_FILE", file)
					.start()) {
			StringRedisTemplate template = application.getBean(StringRedisTemplate.class);
			template.opsForValue().set("key", "value");
			String link = link(server);
			server.command("ACL", "SETUSER", "default", ">s3cr3t-new");
			server.command("CONFIG", "RESETSTAT");
			Files.writeString(file, "s3cr3t-new\n");
			await().atMost(Duration.ofSeconds(10))
				.untilAsserted(
						() -> assertThat(server.command("INFO", "commandstats")).contains("cmdstat_auth:calls=1,"));
			assertThat(template.opsForValue().get("key")).isEqualTo("value");
			assertThat(link(server)).isEqualTo(link);
		}
	}

	/**
	 * Returns the address that the application's one link comes from.
	 */
	private static String link(RedisServer server) {
		return server.command("CLIENT", "LIST")
			.lines()
			.filter((client) -> client.contains("name=" + TestApplication.CLIENT_NAME))
			.map((client) -> client.replaceAll(".*\\baddr=(\\S+).*", "$1"))
			.reduce("", String::concat);
	}

}
