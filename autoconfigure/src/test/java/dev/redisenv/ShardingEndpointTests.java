package dev.redisenv;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

import dev.redisenv.connection.RedisWebSocketConnection;
import dev.redisenv.diagnosis.Diagnosis;
import dev.redisenv.doctor.RedisDoctor;
import dev.redisenv.status.FeatureStatus;
import dev.redisenv.test.Certificates;
import dev.redisenv.test.RedisCluster;
import dev.redisenv.test.RedisExtension;
import dev.redisenv.test.RedisServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * An endpoint that shards, as the managed services offer it: TLS and a password, no
 * command over several slots, and no transaction. The only node of a cluster, used by a
 * client that knows of none, refuses the first by itself.
 */
class ShardingEndpointTests {

	private static final String PASSWORD = "access-key";

	private static final Certificates certificates = Certificates.create();

	@RegisterExtension
	static final RedisExtension<RedisCluster> endpoint = RedisExtension.of(() -> RedisCluster.builder()
		.masters(1)
		.tls(certificates)
		.user("default", PASSWORD, "~*", "&*", "+@all", "-multi", "-exec", "-discard", "-watch", "-unwatch")
		.start());

	@AfterAll
	static void deleteCertificates() {
		certificates.close();
	}

	@Test
	void everyFeatureWorksAndNothingIsRefused() {
		server().command("CONFIG", "RESETSTAT");
		try (ConfigurableApplicationContext context = application().start()) {
			cachesWork(Objects.requireNonNull(context.getBean(CacheManager.class).getCache("articles")));
			SessionRepository<?> sessions = context.getBean(SessionRepository.class);
			sessionsWork(sessions);
			try (RedisConnection webSocket = context.getBean(RedisWebSocketConnection.class)
				.connectionFactory()
				.getConnection()) {
				assertThat(webSocket.ping()).isEqualTo("PONG");
			}
			assertThat(context.getBean(RedisDoctor.class).examine().values())
				.allSatisfy((diagnosis) -> assertThat(Objects.requireNonNull(diagnosis).findings()).isEmpty())
				.extracting(Diagnosis::checked)
				.hasSize(2);
			await().untilAsserted(() -> assertThat(server().command("INFO", "commandstats")).contains("cmdstat_ping:"));
			assertThat(context.getBeansOfType(FeatureStatus.class).values())
				.allMatch((feature) -> feature.report().well());
			assertThat(server().command("GET", "chat:installation")).isEqualTo("chat-test");
		}
		assertThat(server().command("INFO", "errorstats")).doesNotContain("CROSSSLOT", "NOPERM", "MOVED");
	}

	private static void cachesWork(Cache cache) {
		for (int i = 0; i < 20; i++) {
			String value = "loaded " + i;
			assertThat(cache.get(i, () -> value)).isEqualTo(value);
			cache.put(i, "put");
			assertThat(cache.get(i, String.class)).isEqualTo("put");
		}
		cache.evict(1);
		assertThat(cache.get(1)).isNull();
		cache.clear();
		assertThat(cache.get(2)).isNull();
	}

	private static <S extends Session> void sessionsWork(SessionRepository<S> repository) {
		S session = repository.createSession();
		session.setAttribute("colour", "red");
		repository.save(session);
		String before = session.getId();
		String id = session.changeSessionId();
		repository.save(session);
		assertThat(repository.findById(before)).isNull();
		assertThat(Long.parseLong(server().command("PTTL", "chat:session:sessions:" + id)))
			.isBetween(Duration.ofMinutes(29).toMillis(), Duration.ofMinutes(30).toMillis());
		S found = Objects.requireNonNull(repository.findById(id));
		assertThat(found.<String>getAttribute("colour")).isEqualTo("red");
		repository.deleteById(id);
		assertThat(server().command("KEYS", "*session*")).isEmpty();
	}

	@Test
	void whatTheApplicationItselfSendsIsStillItsOwnBusiness() {
		try (ConfigurableApplicationContext context = application().start()) {
			StringRedisTemplate template = context.getBean(StringRedisTemplate.class);
			assertThatExceptionOfType(DataAccessException.class).isThrownBy(() -> template.delete(List.of("a", "b")))
				.withStackTraceContaining("CROSSSLOT");
			assertThatExceptionOfType(DataAccessException.class)
				.isThrownBy(() -> template.execute((RedisCallback<Boolean>) (connection) -> {
					connection.multi();
					return true;
				}))
				.withStackTraceContaining("NOPERM");
		}
	}

	private static RedisServer server() {
		return endpoint.get().nodes().get(0);
	}

	private static TestApplication application() {
		return TestApplication.with("REDIS_URI", server().uri())
			.and("REDIS_PASSWORD", PASSWORD)
			.and("REDIS_CA", certificates.caFile())
			.and("REDIS_CLUSTER_SAFE_MODE", true)
			.and("REDIS_KEY_PREFIX", "chat")
			.and("REDIS_PING_INTERVAL", "100ms")
			// A connection of its own
			.and("WEBSOCKET_REDIS_URL", server().uri().toString().replace("://", "://default:" + PASSWORD + "@"))
			.arguments("--redis-env.installation=chat-test", "--redis-env.dedicated=true",
					"--redis-env.startup=require")
			.configuration(Caching.class)
			.web();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching
	static class Caching {

	}

}
