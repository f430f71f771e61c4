package consumer;

import dev.redisenv.test.Certificates;
import dev.redisenv.test.RedisCluster;
import dev.redisenv.test.RedisSentinels;
import dev.redisenv.test.RedisServer;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ConsumerTests {

	@Test
	void runsOnTheNewerSpringBoot() {
		assertThat(SpringBootVersion.getVersion()).startsWith("4.1.");
	}

	@Test
	void servesFromOneServer() {
		try (RedisServer server = RedisServer.builder().password("s3cr3t").start()) {
			serves("--REDIS_URI=" + server.uri() + "/2", "--REDIS_PASSWORD=s3cr3t");
			assertThat(server.command("INFO", "keyspace")).contains("db2:keys=1");
		}
	}

	@Test
	void servesOverTls() {
		try (Certificates certificates = Certificates.create();
				RedisServer server = RedisServer.builder().mutualTls(certificates).start()) {
			serves("--REDIS_URI=rediss://localhost:" + server.port(), "--REDIS_CA=" + certificates.caFile(),
					"--REDIS_TLS_CLIENT_CERT_PATH=" + certificates.clientCertFile(),
					"--REDIS_TLS_CLIENT_KEY_PATH=" + certificates.clientKeyFile());
		}
	}

	@Test
	void servesFromACluster() {
		try (RedisCluster cluster = RedisCluster.builder().start()) {
			serves("--REDIS_URI=" + cluster.nodes().get(0).uri(), "--USE_REDIS_CLUSTER=true");
		}
	}

	@Test
	void servesFromAMasterBehindSentinels() {
		try (RedisSentinels sentinels = RedisSentinels.builder().start()) {
			serves("--REDIS_URL=redis://" + sentinels.masterName() + ":6379/0",
					"--REDIS_SENTINEL_HOSTS=" + sentinels.hosts());
		}
	}

	@Test
	void staysInMemoryWhenOff() {
		try (ConfigurableApplicationContext context = SpringApplication.run(Consumer.class, "--USE_REDIS=false",
				"--REDIS_URI=redis://127.0.0.1:1")) {
			assertThat(context.getBeansOfType(RedisConnectionFactory.class)).isEmpty();
			assertThat(health(context)).isEqualTo(Status.UP);
		}
	}

	@Test
	void refusesAWrongSetting() {
		assertThatExceptionOfType(Exception.class)
			.isThrownBy(() -> SpringApplication.run(Consumer.class, "--REDIS_URI=nonsense"))
			.withMessageContaining("REDIS_URI has no scheme.");
	}

	private static void serves(String... variables) {
		try (ConfigurableApplicationContext context = SpringApplication.run(Consumer.class, variables)) {
			StringRedisTemplate template = context.getBean(StringRedisTemplate.class);
			template.opsForValue().set("key", "value");
			assertThat(template.opsForValue().get("key")).isEqualTo("value");
			assertThat(health(context)).isEqualTo(Status.UP);
		}
	}

	private static Status health(ConfigurableApplicationContext context) {
		return context.getBean(HealthEndpoint.class).health().getStatus();
	}

}
