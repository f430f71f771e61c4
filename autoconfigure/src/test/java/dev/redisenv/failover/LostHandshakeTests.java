package dev.redisenv.failover;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import dev.redisenv.TestApplication;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Links that end while the client and the server introduce themselves.
 */
@Timeout(120)
class LostHandshakeTests {

	private static final String HELLO = "%1\r\n$5\r\nproto\r\n:3\r\n";

	private static final int LINKS = 100;

	/** Shorter than the time to connect, and than a command's. */
	private static final Duration AT_ONCE = Duration.ofSeconds(5);

	@Test
	void aCommandFailsAtOnceWhereItsLinkEndsAfterTheFirstAnswer() throws IOException {
		try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
				ConfigurableApplicationContext context = TestApplication
					.with("REDIS_URI", "redis://127.0.0.1:" + server.getLocalPort())
					.and("REDIS_SOCKET_TIMEOUT", 60)
					.and("REDISENV_STARTUP", "background")
					.start()) {
			Thread thread = new Thread(() -> endLinks(server), "server");
			thread.setDaemon(true);
			thread.start();
			StringRedisTemplate template = context.getBean(StringRedisTemplate.class);
			for (int i = 0; i < LINKS; i++) {
				long start = System.nanoTime();
				// On a link of its own
				assertThatExceptionOfType(DataAccessException.class)
					.isThrownBy(() -> template.opsForList().leftPop("queue", Duration.ofSeconds(30)));
				assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AT_ONCE);
			}
		}
	}

	private static void endLinks(ServerSocket server) {
		while (!server.isClosed()) {
			try (Socket link = server.accept()) {
				if (link.getInputStream().read(new byte[8192]) > 0) {
					link.getOutputStream().write(HELLO.getBytes(StandardCharsets.US_ASCII));
				}
			}
			catch (IOException ex) {
				// The client was faster, or the test is over
			}
		}
	}

}
