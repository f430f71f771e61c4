package dev.redisenv.container;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.GenericContainer;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.test.annotation.DirtiesContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where no variable is set, a container that is a bean is connected to all the same.
 */
@Tag("docker")
@DirtiesContext
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.NONE)
class TestcontainersAloneTests {

	@Test
	void areALocation(@Autowired StringRedisTemplate template, @Autowired GenericContainer<?> redis) throws Exception {
		template.opsForValue().set("key", "value");
		assertThat(redis.execInContainer("redis-cli", "GET", "key").getStdout()).contains("value");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		@ServiceConnection(name = "redis")
		GenericContainer<?> redis() {
			return new GenericContainer<>("redis-env/redis:local").withExposedPorts(6379);
		}

	}

}
