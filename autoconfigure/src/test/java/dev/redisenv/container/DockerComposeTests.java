package dev.redisenv.container;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.test.annotation.DirtiesContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A service of Docker Compose decides where the application connects, whatever the
 * variables say.
 */
@Tag("docker")
@DirtiesContext
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.NONE, properties = {
		"REDIS_URI=redis://alice:s3cr3t@elsewhere.invalid:1/3", "spring.docker.compose.skip.in-tests=false",
		"spring.docker.compose.file=src/test/resources/compose.yaml", "spring.docker.compose.stop.command=down" })
class DockerComposeTests {

	@Test
	void winsOverTheVariables(@Autowired StringRedisTemplate template, @Autowired DataRedisConnectionDetails details) {
		template.opsForValue().set("key", "value");
		assertThat(template.opsForValue().get("key")).isEqualTo("value");
		assertThat(details.getStandalone()).isNotNull()
			.satisfies((server) -> assertThat(server.getHost()).isNotEqualTo("elsewhere.invalid"));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
