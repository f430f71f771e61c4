package dev.redisenv.connection;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import dev.redisenv.TestApplication;
import dev.redisenv.test.RedisCluster;
import dev.redisenv.test.RedisExtension;
import dev.redisenv.test.RedisServer;
import io.lettuce.core.resource.ClientResources;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * The connection factory that takes the place of Spring Boot's.
 */
class ConnectionFactoryTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	@RegisterExtension
	static final RedisExtension<RedisServer> redis = RedisExtension.of(RedisServer::start);

	@Test
	void leavesNoLinkWhenTheApplicationEnds() {
		usesAndEnds(application(), redis.get());
	}

	@Test
	void leavesNoPooledLink() {
		usesAndEnds(application().and("REDIS_MAX_CONNECTIONS", 3), redis.get());
	}

	@Test
	void leavesNoLinkWithVirtualThreads() {
		usesAndEnds(application().arguments("--spring.threads.virtual.enabled=true"), redis.get());
	}

	@Test
	void leavesNoLinkToACluster() {
		try (RedisCluster cluster = RedisCluster.start()) {
			String uris = cluster.uris().stream().map(Object::toString).collect(Collectors.joining(","));
			usesAndEnds(TestApplication.with("REDIS_URI", uris), cluster.masterOf("key"));
		}
	}

	@Test
	void leavesNoLinkWhenTheStartFailsLater() {
		ClientResources outlivesTheApplication = ClientResources.create();
		assertThatExceptionOfType(BeanCreationException.class)
			.isThrownBy(() -> application().bean(ClientResources.class, () -> outlivesTheApplication)
				.configuration(ConnectsAndFails.class)
				.start())
			.withRootCauseInstanceOf(UnsupportedOperationException.class);
		await().atMost(LIMIT).until(() -> !isSeenBy(redis.get()));
		outlivesTheApplication.shutdown(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
	}

	@Test
	void isTheOnlyOne() {
		try (ConfigurableApplicationContext context = application().start()) {
			assertThat(context.getBeansOfType(RedisConnectionFactory.class).values()).singleElement()
				.isInstanceOf(BoundedConnectionFactory.class)
				.isSameAs(context.getBean(StringRedisTemplate.class).getConnectionFactory());
		}
	}

	@Test
	void keepsWhatTheApplicationSetOnIt() {
		try (ConfigurableApplicationContext context = application().configuration(SetsUpTheFactory.class).start()) {
			LettuceConnectionFactory factory = context.getBean(LettuceConnectionFactory.class);
			assertThat(factory.getShareNativeConnection()).isFalse();
			assertThat(factory.getEagerInitialization()).isTrue();
		}
	}

	private static TestApplication application() {
		return TestApplication.with("REDIS_URI", redis.get().uri());
	}

	private static void usesAndEnds(TestApplication application, RedisServer server) {
		try (ConfigurableApplicationContext context = application.start()) {
			StringRedisTemplate template = context.getBean(StringRedisTemplate.class);
			template.opsForValue().set("key", "value");
			template.opsForList().leftPop("list", Duration.ofMillis(10));
			assertThat(isSeenBy(server)).isTrue();
		}
		await().atMost(LIMIT).until(() -> !isSeenBy(server));
	}

	private static boolean isSeenBy(RedisServer server) {
		return server.command("CLIENT", "LIST").contains("name=" + TestApplication.CLIENT_NAME);
	}

	@Configuration(proxyBeanMethods = false)
	static class ConnectsAndFails {

		@Bean
		InitializingBean failing(StringRedisTemplate template) {
			return () -> {
				template.opsForValue().set("key", "value");
				assertThat(isSeenBy(redis.get())).isTrue();
				throw new UnsupportedOperationException();
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SetsUpTheFactory {

		@Bean
		static BeanPostProcessor setUp() {
			return new BeanPostProcessor() {

				@Override
				public Object postProcessBeforeInitialization(Object bean, String beanName) {
					if (bean instanceof LettuceConnectionFactory factory) {
						factory.setEagerInitialization(true);
						factory.setShareNativeConnection(false);
					}
					return bean;
				}

			};
		}

	}

}
