package dev.redisenv.sample;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SampleApplicationWithoutRedisTests {

	@Nested
	class NothingIsSet extends InMemory {

		NothingIsSet() {
			super(Map.of());
		}

	}

	@Nested
	class RedisIsSwitchedOff extends InMemory {

		RedisIsSwitchedOff() {
			super(Map.of("USE_REDIS", "false", "REDIS_URI", "redis://127.0.0.1:1"));
		}

	}

	abstract static class InMemory extends SampleApplicationContract {

		InMemory(Map<String, Object> variables) {
			super(variables);
		}

		@Test
		void leavesSessionsToTheContainer() {
			assertThat(this.sample.get("/session")).bodyJson().extractingPath("$.shared").isEqualTo(false);
		}

		@Test
		void keepsCachesInMemory() {
			assertThat(this.sample.get("/caches")).bodyJson()
				.extractingPath("$[*].store")
				.isEqualTo(List.of("memory", "memory", "memory"));
		}

		@Test
		void saysThatRedisIsOff() {
			assertThat(this.sample.get("/actuator/health")).bodyJson()
				.extractingPath("$.components.redis.details.use")
				.isEqualTo("off");
		}

	}

}
