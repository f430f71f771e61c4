package dev.redisenv.key;

import java.util.List;

import dev.redisenv.TestApplication;
import dev.redisenv.test.RedisExtension;
import dev.redisenv.test.RedisServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.annotation.Id;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.ReactiveRedisTemplate;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.RedisHash;
import org.springframework.data.redis.core.RedisOperations;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.core.SessionCallback;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.query.SortQueryBuilder;
import org.springframework.data.redis.repository.configuration.EnableRedisRepositories;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.data.repository.CrudRepository;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Applications with a prefix, and what they declare themselves.
 */
class PrefixedApplicationTests {

	@RegisterExtension
	static final RedisExtension<RedisServer> redis = RedisExtension.of(RedisServer::start);

	@BeforeEach
	void clear() {
		redis.get().command("FLUSHALL");
	}

	@Test
	void hasSpringBootsTemplatesWhereNoPrefixIsSet() {
		try (ConfigurableApplicationContext context = TestApplication.with("REDIS_URI", redis.get().uri()).start()) {
			assertThat(context.getBean("redisTemplate").getClass()).isSameAs(RedisTemplate.class);
			assertThat(context.getBean(StringRedisTemplate.class).getClass()).isSameAs(StringRedisTemplate.class);
			assertThat(context.getBean("reactiveRedisTemplate").getClass()).isSameAs(ReactiveRedisTemplate.class);
			assertThat(context.getBean(ReactiveStringRedisTemplate.class).getClass())
				.isSameAs(ReactiveStringRedisTemplate.class);
		}
	}

	@Test
	void injectsTheTemplatesByTheirUsualTypes() {
		try (ConfigurableApplicationContext context = application().configuration(Injected.class).start()) {
			assertThat(context.getBean(Injected.class)).hasNoNullFieldsOrProperties();
		}
	}

	@Test
	void keepsThePrefixWhateverSerializerTheApplicationSets() {
		try (ConfigurableApplicationContext context = application().configuration(SetsSerializers.class).start()) {
			@SuppressWarnings("unchecked")
			RedisTemplate<Object, Object> template = (RedisTemplate<Object, Object>) context.getBean("redisTemplate");
			template.opsForValue().set("key", "value");
			template.setKeySerializer(RedisSerializer.json());
			template.opsForValue().set("json", "value");
			assertThat(keys()).containsExactlyInAnyOrder("chat::key", "chat::\"json\"");
		}
	}

	@Test
	void leavesTheApplicationsOwnTemplateAlone() {
		try (ConfigurableApplicationContext context = application().configuration(OwnTemplate.class).start()) {
			context.getBean(StringRedisTemplate.class).opsForValue().set("key", "value");
			assertThat(keys()).containsExactly("key");
		}
	}

	@Test
	void givesTheApplicationsOwnTemplateASerializer() {
		try (ConfigurableApplicationContext context = application().configuration(OwnPrefixedTemplate.class).start()) {
			context.getBean(StringRedisTemplate.class).opsForValue().set("key", "value");
			assertThat(keys()).containsExactly("chat::key");
		}
	}

	@Test
	void setsKeysInTransactionsAndPipelines() {
		try (ConfigurableApplicationContext context = application().clientName("transactions").start()) {
			StringRedisTemplate template = context.getBean(StringRedisTemplate.class);
			template.execute(new Transaction("transaction"));
			template.executePipelined(new Transaction("pipeline"));
			assertThat(keys()).containsExactlyInAnyOrder("chat::transaction", "chat::pipeline");
		}
	}

	@Test
	void sortsByItsOwnKeys() {
		try (ConfigurableApplicationContext context = application().start()) {
			StringRedisTemplate template = context.getBean(StringRedisTemplate.class);
			template.opsForList().rightPushAll("list", "a", "b");
			template.opsForValue().set("weight_a", "2");
			template.opsForValue().set("weight_b", "1");
			assertThat(template
				.sort(SortQueryBuilder.sort("list").by("weight_*").get("#").get("weight_*").get("#").build()))
				.containsExactly("b", "1", "b", "a", "2", "a");
		}
	}

	@Test
	void namesKeyspacesOfRepositoriesByTheBean() {
		try (ConfigurableApplicationContext context = application().configuration(Repositories.class).start()) {
			People people = context.getBean(People.class);
			people.save(new Person("1", "Ada"));
			assertThat(people.findById("1")).map(Person::name).contains("Ada");
			assertThat(keys()).containsExactlyInAnyOrder("chat:people", "chat:people:1");
		}
	}

	private static TestApplication application() {
		return TestApplication.with("REDIS_URI", redis.get().uri()).and("REDIS_KEY_PREFIX", "chat");
	}

	private static List<String> keys() {
		return redis.get().command("KEYS", "*").lines().toList();
	}

	record Injected(RedisTemplate<Object, Object> objects, StringRedisTemplate strings,
			RedisTemplate<String, String> stringsByTheirSupertype, RedisOperations<String, String> operations,
			ReactiveRedisTemplate<Object, Object> reactiveObjects, ReactiveStringRedisTemplate reactiveStrings,
			ReactiveRedisTemplate<String, String> reactiveStringsByTheirSupertype) {

	}

	private record Transaction(String key) implements SessionCallback<@Nullable Object> {

		@Override
		@SuppressWarnings("unchecked") // the session is the string template
		public <K, V> @Nullable Object execute(RedisOperations<K, V> session) {
			session.multi();
			((RedisOperations<String, String>) session).opsForValue().set(this.key, "value");
			session.exec();
			return null;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SetsSerializers {

		@Bean
		static BeanPostProcessor setUp() {
			return new BeanPostProcessor() {

				@Override
				public Object postProcessBeforeInitialization(Object bean, String beanName) {
					if (bean instanceof RedisTemplate<?, ?> template) {
						template.setKeySerializer(RedisSerializer.string());
					}
					return bean;
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnTemplate {

		@Bean
		StringRedisTemplate stringRedisTemplate(RedisConnectionFactory connections) {
			return new StringRedisTemplate(connections);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnPrefixedTemplate {

		@Bean
		StringRedisTemplate stringRedisTemplate(RedisConnectionFactory connections, KeyPrefix prefix) {
			StringRedisTemplate template = new StringRedisTemplate(connections);
			template.setKeySerializer(prefix.serializer(RedisSerializer.string()));
			return template;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableRedisRepositories(basePackageClasses = PrefixedApplicationTests.class, considerNestedRepositories = true)
	static class Repositories {

	}

	interface People extends CrudRepository<Person, String> {

	}

	@RedisHash("#{@redisKeyPrefix.name('people')}")
	record Person(@Id String id, String name) {

	}

}
