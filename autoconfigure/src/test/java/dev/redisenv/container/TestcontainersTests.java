package dev.redisenv.container;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.test.annotation.DirtiesContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A service connection of Testcontainers decides where the application connects, whatever
 * the variables say.
 */
@Tag("docker")
@Testcontainers
@DirtiesContext
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.NONE,
		properties = { "REDIS_URI=rediss://alice:s3cr3t@elsewhere.invalid:1/3", "REDIS_SSL_CHECK_HOSTNAME=false" })
class TestcontainersTests {

	@Container
	@ServiceConnection(name = "redis")
	static final GenericContainer<?> redis = new GenericContainer<>("redis-env/redis:local").withExposedPorts(6379);

	@Test
	void winOverTheVariables(@Autowired StringRedisTemplate template,
			@Autowired LettuceConnectionFactory connectionFactory) throws Exception {
		template.opsForValue().set("key", "value");
		assertThat(redis.execInContainer("redis-cli", "GET", "key").getStdout()).contains("value");
		assertThat(connectionFactory.getPort()).isEqualTo(redis.getMappedPort(6379));
		assertThat(connectionFactory.isUseSsl()).isFalse();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
