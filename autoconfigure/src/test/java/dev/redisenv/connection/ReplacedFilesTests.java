package dev.redisenv.connection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

import dev.redisenv.TestApplication;
import dev.redisenv.test.Certificates;
import dev.redisenv.test.RedisServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Files that are replaced while the application runs hold for every new link.
 */
@ExtendWith(OutputCaptureExtension.class)
class ReplacedFilesTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private final Certificates ours = Certificates.create();

	private final Certificates others = Certificates.create();

	@TempDir
	Path folder = Path.of("");

	@AfterEach
	void close() {
		this.ours.close();
		this.others.close();
	}

	@Test
	void anAuthorityHoldsForTheNextConnection() throws IOException {
		Path ca = replace("ca.pem", this.others.caFile());
		try (RedisServer server = RedisServer.builder().tls(this.ours).start();
				ConfigurableApplicationContext context = TestApplication.with("REDIS_URI", server.uri())
					.and("REDIS_CA", ca)
					.start()) {
			StringRedisTemplate template = context.getBean(StringRedisTemplate.class);
			assertThatExceptionOfType(RedisConnectionFailureException.class)
				.isThrownBy(() -> template.opsForValue().get("key"))
				.withMessageContaining("REDIS_CA must name the PEM file");
			replace("ca.pem", this.ours.caFile());
			template.opsForValue().set("key", "value");
		}
	}

	@Test
	void anAuthorityHoldsForALinkThatReconnects() throws IOException {
		Path ca = replace("ca.pem", this.ours.caFile());
		try (RedisServer server = RedisServer.builder().tls(this.ours).start();
				ConfigurableApplicationContext context = TestApplication.with("REDIS_URI", server.uri())
					.and("REDIS_CA", ca)
					.and("REDIS_RETRY_MAX_DELAY", 100)
					.and("REDIS_SOCKET_TIMEOUT", 1)
					.start()) {
			StringRedisTemplate template = context.getBean(StringRedisTemplate.class);
			template.opsForValue().set("key", "value");
			replace("ca.pem", this.others.caFile());
			server.command("CLIENT", "KILL", "TYPE", "normal");
			assertThatExceptionOfType(Exception.class).isThrownBy(() -> template.opsForValue().get("key"));
			replace("ca.pem", this.ours.caFile());
			await().atMost(LIMIT).ignoreExceptions().until(() -> "value".equals(template.opsForValue().get("key")));
		}
	}

	@Test
	void aFileThatIsNoCertificateForAMomentDoesNoLastingHarm() throws IOException {
		Path ca = replace("ca.pem", this.ours.caFile());
		try (RedisServer server = RedisServer.builder().tls(this.ours).start();
				ConfigurableApplicationContext context = TestApplication.with("REDIS_URI", server.uri())
					.and("REDIS_CA", ca)
					.and("REDIS_RETRY_MAX_DELAY", 100)
					.and("REDIS_SOCKET_TIMEOUT", 1)
					.start()) {
			StringRedisTemplate template = context.getBean(StringRedisTemplate.class);
			template.opsForValue().set("key", "value");
			Files.writeString(ca, "half a certif");
			server.command("CLIENT", "KILL", "TYPE", "normal");
			assertThatExceptionOfType(Exception.class).isThrownBy(() -> template.opsForValue().get("key"));
			replace("ca.pem", this.ours.caFile());
			await().atMost(LIMIT).ignoreExceptions().until(() -> "value".equals(template.opsForValue().get("key")));
		}
	}

	@Test
	void aClientCertificateHoldsForTheNextConnection() throws IOException {
		Path certificate = replace("client.pem", this.others.clientCertFile());
		Path key = replace("client.key", this.others.clientKeyFile());
		try (RedisServer server = RedisServer.builder().mutualTls(this.ours).start();
				ConfigurableApplicationContext context = TestApplication.with("REDIS_URI", server.uri())
					.and("REDIS_CA", this.ours.caFile())
					.and("REDIS_TLS_CLIENT_CERT_PATH", certificate)
					.and("REDIS_TLS_CLIENT_KEY_PATH", key)
					.start()) {
			StringRedisTemplate template = context.getBean(StringRedisTemplate.class);
			assertThatExceptionOfType(RedisConnectionFailureException.class)
				.isThrownBy(() -> template.opsForValue().get("key"));
			replace("client.pem", this.ours.clientCertFile());
			replace("client.key", this.ours.clientKeyFile());
			template.opsForValue().set("key", "value");
		}
	}

	@Test
	void aChangeOfAllCertificatesHoldsForNewLinksAndEndsNoOther() throws IOException {
		Path ca = replace("ca.pem", this.ours.caFile());
		Path certificate = replace("client.pem", this.ours.clientCertFile());
		Path key = replace("client.key", this.ours.clientKeyFile());
		try (RedisServer server = RedisServer.builder().mutualTls(this.ours).start();
				ConfigurableApplicationContext context = TestApplication.with("REDIS_URI", server.uri())
					.and("REDIS_CA", ca)
					.and("REDIS_TLS_CLIENT_CERT_PATH", certificate)
					.and("REDIS_TLS_CLIENT_KEY_PATH", key)
					.start()) {
			StringRedisTemplate template = context.getBean(StringRedisTemplate.class);
			template.opsForValue().set("key", "value");
			replaceThoseOf(server);
			assertThatExceptionOfType(RedisConnectionFailureException.class).as("authority of the server")
				.isThrownBy(() -> openALink(template));
			replace("ca.pem", this.others.caFile());
			assertThatExceptionOfType(RedisConnectionFailureException.class).as("certificate")
				.isThrownBy(() -> openALink(template));
			replace("client.pem", this.others.clientCertFile());
			assertThatExceptionOfType(RedisConnectionFailureException.class).as("key of another certificate")
				.isThrownBy(() -> openALink(template));
			replace("client.key", this.others.clientKeyFile());
			openALink(template);
			assertThat(template.opsForValue().get("key")).isEqualTo("value");
		}
	}

	@Test
	void aPasswordHoldsForALinkThatReconnects() throws IOException {
		Path file = Files.writeString(this.folder.resolve("password"), "before\n");
		try (RedisServer server = RedisServer.builder().password("before").start();
				ConfigurableApplicationContext context = TestApplication.with("REDIS_URI", server.uri())
					.and("REDIS_PASSWORD_FILE", file)
					.and("REDIS_RETRY_MAX_DELAY", 100)
					.and("REDIS_SOCKET_TIMEOUT", 1)
					.start()) {
			StringRedisTemplate template = context.getBean(StringRedisTemplate.class);
			template.opsForValue().set("key", "value");
			server.command("CONFIG", "SET", "requirepass", "after");
			assertThat(template.opsForValue().get("key")).isEqualTo("value");
			server.command("CLIENT", "KILL", "TYPE", "normal");
			assertThatExceptionOfType(Exception.class).isThrownBy(() -> template.opsForValue().get("key"));
			Files.writeString(file, "after\n");
			await().atMost(LIMIT).ignoreExceptions().until(() -> "value".equals(template.opsForValue().get("key")));
		}
	}

	@Test
	void aPasswordFileIsReadNoMoreWhenTheApplicationEnded(CapturedOutput output) throws IOException {
		String unreadable = "The password file cannot be read at the moment";
		Path file = Files.writeString(this.folder.resolve("password"), "secret");
		try (RedisServer server = RedisServer.builder().password("secret").start()) {
			try (ConfigurableApplicationContext context = TestApplication.with("REDIS_URI", server.uri())
				.and("REDIS_PASSWORD_FILE", file)
				.arguments("--logging.level.dev.redisenv=debug")
				.start()) {
				context.getBean(StringRedisTemplate.class).hasKey("key");
				Files.delete(file);
				await().atMost(LIMIT).until(() -> output.getAll().contains(unreadable));
			}
			int before = output.getAll().length();
			await().during(Duration.ofSeconds(2))
				.atMost(LIMIT)
				.until(() -> !output.getAll().substring(before).contains(unreadable));
		}
	}

	/**
	 * Takes the certificates of another authority, as {@link #others} has them. The kit
	 * cannot talk to the server any more.
	 */
	private void replaceThoseOf(RedisServer server) throws IOException {
		Files.copy(this.others.caFile(), this.ours.caFile(), StandardCopyOption.REPLACE_EXISTING);
		Files.copy(this.others.serverCertFile(), this.ours.serverCertFile(), StandardCopyOption.REPLACE_EXISTING);
		Files.copy(this.others.serverKeyFile(), this.ours.serverKeyFile(), StandardCopyOption.REPLACE_EXISTING);
		// Any change about TLS makes it read all files again
		server.command("CONFIG", "SET", "tls-session-caching", "no");
	}

	/**
	 * Blocks for a moment, which takes a link of its own.
	 */
	private static void openALink(StringRedisTemplate template) {
		template.opsForList().leftPop("list", Duration.ofMillis(100));
	}

	private Path replace(String name, Path content) throws IOException {
		return Files.copy(content, this.folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
	}

}
