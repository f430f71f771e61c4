package dev.redisenv.health;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

import dev.redisenv.TestApplication;
import dev.redisenv.status.FeatureStatus;
import dev.redisenv.test.Certificates;
import dev.redisenv.test.RedisCluster;
import dev.redisenv.test.RedisExtension;
import dev.redisenv.test.RedisSentinels;
import dev.redisenv.test.RedisServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisSentinelConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the health says of a Redis that answers, or of none.
 */
class HealthTests {

	@RegisterExtension
	static final RedisExtension<RedisServer> redis = RedisExtension.of(RedisServer::start);

	@Test
	void saysWhatTheConnectionIs() {
		try (ConfigurableApplicationContext context = web("REDIS_URI", redis.get().uri() + "/2")
			.and("REDIS_KEY_PREFIX", "chat")
			.and("FORCED_IN_MEMORY_CACHE_NAMESPACES", "prices")
			.start()) {
			HealthOverHttp health = HealthOverHttp.settled(context);
			assertThat(health.code()).isEqualTo(200);
			assertThat(health.status()).isEqualTo("UP");
			assertThat(health.redisStatus()).isEqualTo("UP");
			assertThat(health.details().toString()).startsWith(
					"{\"topology\":\"standalone\",\"nodes\":[\"127.0.0.1:%d\"],\"database\":2,\"tls\":false,\"user\":\"default\",\"server\":\"%s %s\",\"latencyMs\":"
						.formatted(redis.get().port(), product(redis.get()), redis.get().version()))
				.contains(
						",\"keyPrefix\":\"chat\",\"inMemoryCaches\":[\"prices\"],\"features\":{\"session\":{\"status\":\"UP\"");
			assertThat(health.details().path("latencyMs").asDouble()).isPositive().isLessThan(1000);
			assertThat(health.component("webSocketRedis").isMissingNode()).isTrue();
		}
	}

	@Test
	void namesTheMastersAndReplicasOfACluster() {
		try (RedisCluster cluster = RedisCluster.start()) {
			String uris = cluster.uris().stream().map(Object::toString).collect(Collectors.joining(","));
			try (ConfigurableApplicationContext context = web("REDIS_URI", uris).start()) {
				HealthOverHttp health = HealthOverHttp.settled(context);
				assertThat(health.redisStatus()).isEqualTo("UP");
				assertThat(health.details().path("topology").asString()).isEqualTo("cluster");
				assertThat(health.details().path("masters").size() + health.details().path("replicas").size())
					.isEqualTo(cluster.nodes().size());
				assertThat(health.details().path("server").asString())
					.startsWith(product(cluster.nodes().get(0)) + " ");
				assertThat(health.details().has("database")).isFalse();
			}
		}
	}

	private static String product(RedisServer server) {
		return server.command("INFO", "server").contains("valkey_version") ? "Valkey" : "Redis";
	}

	@Test
	void namesTheMasterBehindSentinels() {
		try (RedisSentinels sentinels = RedisSentinels.start();
				ConfigurableApplicationContext context = web("REDIS_URI", "redis://" + sentinels.masterName() + "/0")
					.and("REDIS_SENTINEL_HOSTS", sentinels.hosts())
					.start()) {
			HealthOverHttp health = HealthOverHttp.settled(context);
			assertThat(health.redisStatus()).isEqualTo("UP");
			assertThat(health.details().path("topology").asString()).isEqualTo("sentinel");
			assertThat(health.details().path("master").asString()).isEqualTo(sentinels.masterName());
			assertThat(health.details().path("nodes").size()).isEqualTo(sentinels.sentinels().size());
		}
	}

	@Test
	void saysWhetherLinksAreEncrypted() {
		try (Certificates certificates = Certificates.create();
				RedisServer server = RedisServer.builder().tls(certificates).start();
				ConfigurableApplicationContext context = web("REDIS_URI", server.uri())
					.and("REDIS_CA", certificates.caFile())
					.and("REDIS_SSL_CHECK_HOSTNAME", false)
					.start()) {
			HealthOverHttp health = HealthOverHttp.settled(context);
			assertThat(health.redisStatus()).isEqualTo("UP");
			assertThat(health.details().path("tls").asBoolean()).isTrue();
			assertThat(health.details().path("hostnameCheck").asBoolean()).isFalse();
		}
	}

	@Test
	void aWrongAuthorityIsDownAndNamesTheVariable() {
		try (Certificates certificates = Certificates.create();
				Certificates others = Certificates.create();
				RedisServer server = RedisServer.builder().tls(certificates).start();
				ConfigurableApplicationContext context = web("REDIS_URI", server.uri()).and("REDIS_CA", others.caFile())
					.arguments("--redis-env.startup=background")
					.start()) {
			assertThat(HealthOverHttp.settled(context)).satisfies((health) -> {
				assertThat(health.code()).isEqualTo(503);
				assertThat(health.reason()).contains("REDIS_CA must name the PEM file");
			});
		}
	}

	@Test
	void isUpForAUserWhoMayNeitherPingNorAskForInfo() {
		try (RedisServer server = RedisServer.builder().user("alice", "s3cr3t", "~*", "+@read", "+@write").start();
				ConfigurableApplicationContext context = web("REDIS_URI",
						"redis://alice:s3cr3t@127.0.0.1:" + server.port())
					.start()) {
			HealthOverHttp health = HealthOverHttp.settled(context);
			assertThat(health.redisStatus()).isEqualTo("UP");
			assertThat(health.details().path("server").asString()).isEqualTo("unknown");
			assertThat(health.details().path("user").asString()).isEqualTo("alice");
			assertThat(health.body().toString()).doesNotContain("s3cr3t");
		}
	}

	@Test
	void troubleOfAFeatureDegradesAndAnswers200() {
		try (ConfigurableApplicationContext context = web("REDIS_URI", redis.get().uri())
			.bean(FeatureStatus.class, () -> feature("cache", "3 writes failed in the last minute."))
			.start()) {
			HealthOverHttp health = HealthOverHttp.settled(context);
			assertThat(health.code()).isEqualTo(200);
			assertThat(health.status()).isEqualTo("DEGRADED");
			assertThat(health.reason()).isEqualTo("cache: 3 writes failed in the last minute.");
			assertThat(health.details().path("features").path("cache").path("status").asString()).isEqualTo("DEGRADED");
			assertThat(health.details().path("features").path("cache").path("entries").asInt()).isEqualTo(7);
		}
	}

	@Test
	void aFeatureThatIsWellIsListed() {
		try (ConfigurableApplicationContext context = web("REDIS_URI", redis.get().uri())
			.bean(FeatureStatus.class, () -> feature("session", null))
			.start()) {
			HealthOverHttp health = HealthOverHttp.settled(context);
			assertThat(health.status()).isEqualTo("UP");
			assertThat(health.details().path("features").path("session").path("status").asString()).isEqualTo("UP");
		}
	}

	@Test
	void aFeatureThatFailsToReportIsInTrouble() {
		try (ConfigurableApplicationContext context = web("REDIS_URI", redis.get().uri())
			.bean(FeatureStatus.class, BrokenFeature::new)
			.start()) {
			assertThat(HealthOverHttp.settled(context).reason())
				.isEqualTo("cache: cannot say how it is: UnsupportedOperationException");
		}
	}

	@Test
	void theApplicationsOwnOrderOfStatusesDecides() {
		try (ConfigurableApplicationContext context = web("REDIS_URI", redis.get().uri())
			.bean(FeatureStatus.class, () -> feature("cache", "Trouble."))
			.arguments("--management.endpoint.health.status.order=down,up")
			.start()) {
			assertThat(HealthOverHttp.settled(context).status()).isEqualTo("UP");
		}
	}

	@Test
	void isUpAndSaysWhyWhereRedisIsOff() {
		try (ConfigurableApplicationContext context = web("USE_REDIS", false).start()) {
			HealthOverHttp health = HealthOverHttp.settled(context);
			assertThat(health.status()).isEqualTo("UP");
			assertThat(health.component("redis").toString()).isEqualTo(
					"{\"details\":{\"use\":\"off\",\"reason\":\"USE_REDIS=false from environment\"},\"status\":\"UP\"}");
		}
	}

	@Test
	void isUpAndSaysWhyWhereNobodySaidWhere() {
		try (ConfigurableApplicationContext context = web("HARMLESS", "value").start()) {
			assertThat(HealthOverHttp.settled(context).reason()).isEqualTo("no REDIS_URI is set");
		}
	}

	@Test
	void isNotThereWhereSwitchedOff() {
		try (ConfigurableApplicationContext context = web("REDIS_URI", redis.get().uri())
			.arguments("--management.health.redis.enabled=false")
			.start()) {
			assertThat(HealthOverHttp.settled(context).component("redis").isMissingNode()).isTrue();
		}
	}

	@Test
	void theApplicationsOwnWins() {
		try (ConfigurableApplicationContext context = web("REDIS_URI", redis.get().uri()).configuration(OwnHealth.class)
			.start()) {
			assertThat(HealthOverHttp.settled(context).details().path("own").asBoolean()).isTrue();
		}
	}

	@Test
	void everyConnectionOfTheApplicationIsAsked() {
		try (RedisServer gone = RedisServer.start();
				ConfigurableApplicationContext context = web("REDIS_URI", "redis://elsewhere.invalid")
					.configuration(TwoFactories.class)
					.arguments("--redis-env.startup=background")
					.start()) {
			gone.kill();
			HealthOverHttp health = HealthOverHttp.settled(context);
			assertThat(health.component("redis").path("components").path("one").path("status").asString())
				.isEqualTo("UP");
			assertThat(health.component("redis").path("components").path("two").path("status").asString())
				.isEqualTo("DOWN");
		}
	}

	@Test
	void aClientThatIsNotLettuceIsAskedToo() {
		try (RedisServer dying = RedisServer.start();
				ConfigurableApplicationContext context = web("REDIS_SOCKET_TIMEOUT", 1)
					.bean(RedisConnectionFactory.class, () -> new OtherClient(dying))
					.start()) {
			HealthOverHttp health = HealthOverHttp.settled(context);
			assertThat(health.status()).isEqualTo("UP");
			assertThat(health.details().path("topology").asString()).isEqualTo("unknown");
			assertThat(health.details().path("server").asString()).endsWith(" " + dying.version());
			dying.freeze();
			health = HealthOverHttp.of(context);
			assertThat(health.status()).isEqualTo("DEGRADED");
			assertThat(health.took()).isLessThan(Duration.ofSeconds(2));
			dying.thaw();
		}
	}

	@Test
	void aWebSocketConnectionHasAHealthOfItsOwn() {
		try (RedisServer second = RedisServer.start();
				ConfigurableApplicationContext context = web("REDIS_URI", redis.get().uri())
					.and("WEBSOCKET_REDIS_URL", second.uri())
					.start()) {
			assertThat(HealthOverHttp.settled(context).component("webSocketRedis").path("status").asString())
				.isEqualTo("UP");
			second.kill();
			HealthOverHttp health = HealthOverHttp.of(context);
			assertThat(health.redisStatus()).isEqualTo("UP");
			assertThat(health.component("webSocketRedis").path("status").asString()).isEqualTo("DEGRADED");
			assertThat(health.took()).isLessThan(Duration.ofSeconds(2));
		}
	}

	private static TestApplication web(String variable, Object value) {
		return TestApplication.with(variable, value).arguments(HealthOverHttp.SHOWN).web();
	}

	private static FeatureStatus feature(String name, @Nullable String trouble) {
		return new FeatureStatus() {

			@Override
			public String feature() {
				return name;
			}

			@Override
			public Report report() {
				return new Report(trouble, Map.of("entries", 7));
			}

		};
	}

	private static final class BrokenFeature implements FeatureStatus {

		@Override
		public String feature() {
			return "cache";
		}

		@Override
		public Report report() {
			throw new UnsupportedOperationException();
		}

	}

	/**
	 * A connection factory of which nothing is known but its interface.
	 */
	private static final class OtherClient implements RedisConnectionFactory, DisposableBean {

		private final LettuceConnectionFactory delegate;

		OtherClient(RedisServer server) {
			this.delegate = new LettuceConnectionFactory("127.0.0.1", server.port());
			this.delegate.afterPropertiesSet();
			this.delegate.start();
		}

		@Override
		public RedisConnection getConnection() {
			return this.delegate.getConnection();
		}

		@Override
		public RedisClusterConnection getClusterConnection() {
			return this.delegate.getClusterConnection();
		}

		@Override
		public RedisSentinelConnection getSentinelConnection() {
			return this.delegate.getSentinelConnection();
		}

		@Override
		public boolean getConvertPipelineAndTxResults() {
			return this.delegate.getConvertPipelineAndTxResults();
		}

		@Override
		public @Nullable DataAccessException translateExceptionIfPossible(RuntimeException ex) {
			return this.delegate.translateExceptionIfPossible(ex);
		}

		@Override
		public void destroy() {
			this.delegate.destroy();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnHealth {

		@Bean
		HealthContributor redisHealthIndicator() {
			return (HealthIndicator) () -> Health.up().withDetail("own", true).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoFactories {

		@Bean
		@Primary
		RedisConnectionFactory one() {
			return new LettuceConnectionFactory("127.0.0.1", redis.get().port());
		}

		@Bean
		RedisConnectionFactory two() {
			return new LettuceConnectionFactory("127.0.0.1", 1);
		}

	}

}
