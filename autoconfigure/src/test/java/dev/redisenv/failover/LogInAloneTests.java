package dev.redisenv.failover;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import dev.redisenv.TestApplication;
import dev.redisenv.test.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Log-ins of a live link between other commands.
 */
@ExtendWith(OutputCaptureExtension.class)
class LogInAloneTests {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private final RedisServer server = RedisServer.builder().password("s3cr3t").start();

	private final ConfigurableApplicationContext context = TestApplication.with("REDIS_URI", this.server.uri())
		.and("REDIS_PASSWORD", "s3cr3t")
		.and("REDIS_SOCKET_TIMEOUT", 30)
		.start();

	private StatefulRedisConnection<String, String> link;

	@BeforeEach
	void connect() {
		RedisClient client = (RedisClient) this.context.getBean(LettuceConnectionFactory.class)
			.getRequiredNativeClient();
		this.link = client.connect();
	}

	@AfterEach
	void close() {
		this.link.close();
		this.context.close();
		this.server.close();
	}

	@Test
	void commandsBetweenRefusedLogInsAreAnsweredInTheirOrder() {
		RedisAsyncCommands<String, String> commands = this.link.async();
		this.link.setAutoFlushCommands(false);
		for (long i = 0; i < 10; i++) {
			CompletableFuture<Long> first = commands.incrby("counter", i).toCompletableFuture();
			CompletableFuture<String> logIn = commands.auth("wrong").toCompletableFuture();
			CompletableFuture<Long> second = commands.incrby("counter", -i).toCompletableFuture();
			CompletableFuture<String> another = commands.auth("wrong again").toCompletableFuture();
			this.link.flushCommands();
			assertThat(second).succeedsWithin(LIMIT).isEqualTo(0L);
			assertThat(first).isCompletedWithValue(i);
			assertRefused(logIn);
			assertRefused(another);
		}
	}

	@Test
	void aLinkOnWhichALogInIsNotAnsweredIsClosedAndWhatWaitedGoesOverTheNext(CapturedOutput output) {
		RedisAsyncCommands<String, String> commands = this.link.async();
		this.server.freeze();
		CompletableFuture<String> logIn = commands.auth("wrong").toCompletableFuture();
		CompletableFuture<Long> first = commands.incr("counter").toCompletableFuture();
		CompletableFuture<Long> second = commands.incr("counter").toCompletableFuture();
		await().atMost(LIMIT).until(() -> !this.link.isOpen());
		this.server.thaw();
		assertThat(first).succeedsWithin(LIMIT).isEqualTo(1L);
		assertThat(second).succeedsWithin(LIMIT).isEqualTo(2L);
		assertThat(logIn).failsWithin(LIMIT)
			.withThrowableOfType(ExecutionException.class)
			.withCauseInstanceOf(RedisConnectionException.class);
		assertThat(output).contains("is closed: a log-in was not answered within 5 seconds");
	}

	private static void assertRefused(CompletableFuture<String> logIn) {
		assertThat(logIn).failsWithin(LIMIT)
			.withThrowableOfType(ExecutionException.class)
			.withCauseInstanceOf(RedisCommandExecutionException.class)
			.withMessageContaining("WRONGPASS");
	}

}
