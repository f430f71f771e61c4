package dev.redisenv.health;

import dev.redisenv.TestApplication;
import dev.redisenv.test.RedisServer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class RedisMetersTests {

	@Test
	void tellWhetherTheLastCheckFoundRedis() {
		try (RedisServer server = RedisServer.start();
				ConfigurableApplicationContext context = TestApplication.with("REDIS_URI", server.uri())
					.bean(MeterRegistry.class, SimpleMeterRegistry::new)
					.arguments(HealthOverHttp.SHOWN)
					.web()
					.start()) {
			assertThat(connected(context)).isNaN();
			HealthOverHttp.settled(context);
			assertThat(connected(context)).isOne();
			server.kill();
			await().untilAsserted(() -> assertThat(connected(context)).isZero());
			HealthOverHttp.of(context);
			assertThat(connected(context)).isZero();
		}
	}

	@Test
	void tellHowEveryConnectionIsSetUp() {
		try (ConfigurableApplicationContext context = TestApplication.with("REDIS_URI", "redis://one:1,redis://two:2")
			.and("WEBSOCKET_REDIS_URL", "redis://three:3")
			.and("WEBSOCKET_REDIS_CLUSTER", false)
			.and("REDIS_KEY_PREFIX", "chat")
			.bean(MeterRegistry.class, SimpleMeterRegistry::new)
			.start()) {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			assertThat(registry.get("redis.env.info")
				.tags("connection", "main", "topology", "cluster", "prefix", "chat")
				.gauge()
				.value()).isOne();
			assertThat(registry.get("redis.env.info")
				.tags("connection", "webSocket", "topology", "standalone", "prefix", "chat")
				.gauge()
				.value()).isOne();
		}
	}

	private static double connected(ConfigurableApplicationContext context) {
		return context.getBean(MeterRegistry.class)
			.get("redis.env.connected")
			.tag("connection", "main")
			.gauge()
			.value();
	}

}
