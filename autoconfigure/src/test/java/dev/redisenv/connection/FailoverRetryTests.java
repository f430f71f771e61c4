package dev.redisenv.connection;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.redisenv.TestApplication;
import dev.redisenv.test.RedisServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.retry.RetryException;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class FailoverRetryTests {

	private static final int ATTEMPTS = 60;

	private final RedisServer server = RedisServer.start();

	private final TestApplication application = TestApplication.with("REDIS_URI", this.server.uri())
		.and("REDIS_RETRY_MAX_DELAY", 100)
		.and("REDIS_SENTINEL_MAX_RETRY_COUNT", ATTEMPTS);

	private final AtomicInteger attempts = new AtomicInteger();

	@AfterEach
	void close() {
		this.server.close();
	}

	@Test
	void triesAgainWhatALostConnectionRefused() throws Exception {
		try (ConfigurableApplicationContext context = this.application.and("REDIS_ENABLE_OFFLINE_QUEUE", false)
			.start()) {
			StringRedisTemplate template = context.getBean(StringRedisTemplate.class);
			template.hasKey("connects");
			this.server.kill();
			later(this.server::restart);
			set(context, "key");
			assertThat(this.server.command("GET", "key")).isEqualTo("value");
		}
	}

	@Test
	void triesAgainWhatAFormerMasterRefused() throws Exception {
		try (ConfigurableApplicationContext context = this.application.start()) {
			this.server.command("REPLICAOF", "127.0.0.1", "1");
			later(() -> this.server.command("REPLICAOF", "NO", "ONE"));
			set(context, "key");
			assertThat(this.attempts).hasValueGreaterThan(1);
		}
	}

	@Test
	void givesUpAfterTheLastAttempt() {
		try (ConfigurableApplicationContext context = this.application.and("REDIS_SENTINEL_MAX_RETRY_COUNT", 3)
			.start()) {
			this.server.command("REPLICAOF", "127.0.0.1", "1");
			assertThatExceptionOfType(RetryException.class).isThrownBy(() -> set(context, "key"));
			assertThat(this.attempts).hasValue(3);
		}
	}

	@Test
	void repeatsNothingElse() {
		try (ConfigurableApplicationContext context = this.application.start()) {
			this.server.command("RPUSH", "list", "value");
			assertThatExceptionOfType(RetryException.class)
				.isThrownBy(() -> context.getBean("redisFailoverRetryTemplate", RetryTemplate.class).execute(() -> {
					this.attempts.incrementAndGet();
					return context.getBean(StringRedisTemplate.class).opsForValue().get("list");
				}))
				.havingRootCause()
				.withMessageContaining("WRONGTYPE");
			assertThat(this.attempts).hasValue(1);
		}
	}

	private void set(ConfigurableApplicationContext context, String key) throws RetryException {
		context.getBean("redisFailoverRetryTemplate", RetryTemplate.class).execute(() -> {
			this.attempts.incrementAndGet();
			context.getBean(StringRedisTemplate.class).opsForValue().set(key, "value");
			return key;
		});
	}

	private static void later(Runnable action) {
		CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS).execute(action);
	}

}
