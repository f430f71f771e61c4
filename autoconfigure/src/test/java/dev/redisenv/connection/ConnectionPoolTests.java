package dev.redisenv.connection;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import dev.redisenv.TestApplication;
import dev.redisenv.test.RedisExtension;
import dev.redisenv.test.RedisServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettucePoolingClientConfiguration;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class ConnectionPoolTests {

	private static final int THREADS = 6;

	private static final Duration LIMIT = Duration.ofSeconds(10);

	@RegisterExtension
	static final RedisExtension<RedisServer> redis = RedisExtension.of(RedisServer::start);

	@Test
	void boundsTheLinksThatCommandsHaveForThemselves() {
		try (ConfigurableApplicationContext context = TestApplication.with("REDIS_URI", redis.get().uri())
			.and("REDIS_MAX_CONNECTIONS", 3)
			.start()) {
			StringRedisTemplate template = context.getBean(StringRedisTemplate.class);
			template.hasKey("takes one link for all ordinary commands");
			List<CompletableFuture<?>> pops = popAtOnce(template);
			await().during(Duration.ofMillis(300)).atMost(LIMIT).until(() -> links("") == 3 && links("cmd=blpop") == 2);
			pops.forEach((pop) -> redis.get().command("RPUSH", "list", "value"));
			assertThat(pops).allSatisfy((pop) -> assertThat(pop).succeedsWithin(LIMIT));
			assertThat(links("")).isEqualTo(3);
		}
	}

	@Test
	void isNotThereUnlessAsked() {
		try (ConfigurableApplicationContext context = TestApplication.with("REDIS_URI", redis.get().uri()).start()) {
			List<CompletableFuture<?>> pops = popAtOnce(context.getBean(StringRedisTemplate.class));
			await().atMost(LIMIT).until(() -> links("cmd=blpop") == THREADS);
			pops.forEach((pop) -> redis.get().command("RPUSH", "list", "value"));
			assertThat(pops).allSatisfy((pop) -> assertThat(pop).succeedsWithin(LIMIT));
			await().atMost(LIMIT).until(() -> links("") <= 1);
		}
	}

	@Test
	void isTheApplicationsWhereThatSetsOne() {
		try (ConfigurableApplicationContext context = TestApplication.with("REDIS_URI", redis.get().uri())
			.arguments("--spring.data.redis.lettuce.pool.max-active=5")
			.start()) {
			assertThat(context.getBean(LettuceConnectionFactory.class).getClientConfiguration()).isInstanceOfSatisfying(
					LettucePoolingClientConfiguration.class,
					(pooling) -> assertThat(pooling.getPoolConfig().getMaxTotal()).isEqualTo(5));
		}
	}

	@Test
	void keepsOrdinaryCommandsOnOneLink() {
		try (ConfigurableApplicationContext context = TestApplication.with("REDIS_URI", redis.get().uri())
			.and("REDIS_MAX_CONNECTIONS", 2)
			.start()) {
			StringRedisTemplate template = context.getBean(StringRedisTemplate.class);
			IntStream.range(0, 100).parallel().forEach((i) -> template.opsForValue().set("key" + i, "value"));
			assertThat(links("")).isEqualTo(1);
		}
	}

	@Test
	void makesNobodyWaitForALinkWithoutEnd() {
		try (ConfigurableApplicationContext context = TestApplication.with("REDIS_URI", redis.get().uri())
			.and("REDIS_MAX_CONNECTIONS", 1)
			.and("REDIS_SOCKET_TIMEOUT", 1)
			.start()) {
			StringRedisTemplate template = context.getBean(StringRedisTemplate.class);
			template.opsForValue().set("key", "takes the one link there is");
			CompletableFuture<String> pop = CompletableFuture
				.supplyAsync(() -> template.opsForList().leftPop("list", Duration.ofMillis(100)));
			assertThat(pop).failsWithin(LIMIT)
				.withThrowableThat()
				.withCauseInstanceOf(RedisConnectionFailureException.class);
		}
	}

	private static List<CompletableFuture<?>> popAtOnce(StringRedisTemplate template) {
		return IntStream.range(0, THREADS).<CompletableFuture<?>>mapToObj((i) -> {
			CompletableFuture<Object> pop = new CompletableFuture<>();
			Thread thread = new Thread(() -> pop.complete(template.opsForList().leftPop("list", LIMIT)));
			thread.setDaemon(true);
			thread.start();
			return pop;
		}).toList();
	}

	private static long links(String doing) {
		return redis.get()
			.command("CLIENT", "LIST")
			.lines()
			.filter((link) -> link.contains("name=" + TestApplication.CLIENT_NAME) && link.contains(doing))
			.count();
	}

}
