package dev.redisenv.credentials;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;

import dev.redisenv.Traffic;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * A whole application in a process of its own. It is busy until its input ends, and
 * prints who it was and what it saw.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableCaching
class TokenApplication {

	public static void main(String[] args) throws Exception {
		SpringApplication application = new SpringApplication(TokenApplication.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		// The tests' class path has more than an application's
		application.setDefaultProperties(Map.of("spring.docker.compose.enabled", "false"));
		try (ConfigurableApplicationContext context = application.run(args); Traffic traffic = new Traffic(context)) {
			System.in.readAllBytes();
			traffic.stop();
			System.out.println("user=" + user(context.getBean(StringRedisTemplate.class)));
			System.out.println("failures=" + traffic.failures());
			System.out.println("traffic=" + traffic);
		}
	}

	private static String user(StringRedisTemplate template) {
		byte[] subcommand = "WHOAMI".getBytes(StandardCharsets.UTF_8);
		Object user = template.execute((connection) -> connection.execute("ACL", subcommand), true);
		return new String((byte[]) Objects.requireNonNull(user), StandardCharsets.UTF_8);
	}

}
