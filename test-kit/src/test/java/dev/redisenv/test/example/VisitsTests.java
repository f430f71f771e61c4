package dev.redisenv.test.example;

import java.time.Duration;

import dev.redisenv.test.RedisExtension;
import dev.redisenv.test.RedisSentinels;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

@SpringBootTest(properties = "spring.data.redis.timeout=1s")
@DirtiesContext
class VisitsTests {

	@RegisterExtension
	static final RedisExtension<RedisSentinels> redis = RedisExtension
		.of(() -> RedisSentinels.builder().behindProxy().start());

	@DynamicPropertySource
	static void connection(DynamicPropertyRegistry registry) {
		registry.add("spring.data.redis.sentinel.master", () -> redis.get().masterName());
		registry.add("spring.data.redis.sentinel.nodes", () -> redis.get().hosts());
	}

	private final Visits visits;

	VisitsTests(@Autowired Visits visits) {
		this.visits = visits;
	}

	@AfterEach
	void heal() {
		redis.get().network().heal();
	}

	@Test
	void goOnWithTheNextMaster() {
		long before = this.visits.count();
		redis.get().master().kill();
		await().atMost(Duration.ofSeconds(20))
			.ignoreExceptions()
			.untilAsserted(() -> assertThat(this.visits.count()).isGreaterThan(before));
	}

	@Test
	void failInTimeDuringAPartitionAndGoOnAfterIt() {
		assertThat(this.visits.count()).isPositive();
		redis.get().network().partition();
		assertThatExceptionOfType(QueryTimeoutException.class).isThrownBy(this.visits::count);
		redis.get().network().heal();
		await().ignoreExceptions().untilAsserted(() -> assertThat(this.visits.count()).isPositive());
	}

}
