package dev.redisenv.failover;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.redisenv.TestApplication;
import dev.redisenv.test.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What is written goes out, however much of it goes out at once.
 */
class FlushTests {

	private final RedisServer server = RedisServer.start();

	private final TestApplication application = TestApplication.with("REDIS_URI", this.server.uri());

	@AfterEach
	void close() {
		this.server.close();
	}

	@Test
	void everyCommandIsAnsweredHoweverManyThereAre() {
		try (ConfigurableApplicationContext context = this.application.start();
				StatefulRedisConnection<String, String> link = link(context)) {
			for (int commands : new int[] { 1, 31, 32, 33, 64, 1000 }) {
				List<CompletableFuture<String>> answers = new ArrayList<>();
				for (int i = 0; i < commands; i++) {
					answers.add(link.async().echo("text " + i).toCompletableFuture());
				}
				for (int i = 0; i < commands; i++) {
					assertThat(answers.get(i)).succeedsWithin(10, TimeUnit.SECONDS).isEqualTo("text " + i);
				}
			}
		}
	}

	@Test
	@SuppressWarnings("FutureReturnValueIgnored") // the server tells
	void commandsWrittenBeforeACloseAreSent() {
		int links = 20;
		try (ConfigurableApplicationContext context = this.application.start()) {
			for (int i = 0; i < links; i++) {
				StatefulRedisConnection<String, String> link = link(context);
				link.async().incr("written");
				link.async().incr("written");
				link.close();
			}
			await().untilAsserted(() -> assertThat(this.server.command("GET", "written")).isEqualTo("" + 2 * links));
		}
	}

	private static StatefulRedisConnection<String, String> link(ConfigurableApplicationContext context) {
		return ((RedisClient) context.getBean(LettuceConnectionFactory.class).getRequiredNativeClient()).connect();
	}

}
