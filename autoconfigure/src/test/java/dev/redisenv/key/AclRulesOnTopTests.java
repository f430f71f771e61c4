package dev.redisenv.key;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.redisenv.TestApplication;
import dev.redisenv.contract.Keys;
import dev.redisenv.test.RedisExtension;
import dev.redisenv.test.RedisServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.query.SortQueryBuilder;
import org.springframework.data.redis.listener.PatternTopic;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.Session;
import org.springframework.session.data.redis.RedisIndexedSessionRepository;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the guide says to add to the line of {@link KeyPrefix#aclSetUser}.
 */
class AclRulesOnTopTests {

	@RegisterExtension
	static final RedisExtension<RedisServer> redis = RedisExtension.of(RedisServer::start);

	@Test
	void letPatternsBeSubscribedTo() throws InterruptedException {
		BlockingQueue<String> heard = new LinkedBlockingQueue<>();
		try (ConfigurableApplicationContext context = as("&chat::order*").start()) {
			RedisMessageListenerContainer container = new RedisMessageListenerContainer();
			container.setConnectionFactory(context.getBean(RedisConnectionFactory.class));
			container.afterPropertiesSet();
			container.start();
			container.addMessageListener((message, pattern) -> heard.add(message.toString()),
					PatternTopic.of(context.getBean(KeyPrefix.class).key("order*")));
			context.getBean(StringRedisTemplate.class).convertAndSend("orders", "message");
			assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("message");
			container.stop();
		}
	}

	@Test
	void letListsBeSortedByOtherKeys() {
		// Redis 6 knows no such rule, and checks no pattern.
		String[] rules = redis.get().version().startsWith("6.") ? new String[0] : new String[] { "%R~*" };
		try (ConfigurableApplicationContext context = as(rules).start()) {
			StringRedisTemplate template = context.getBean(StringRedisTemplate.class);
			template.opsForList().rightPushAll("list", "a", "b");
			template.opsForValue().set("weight_a", "2");
			template.opsForValue().set("weight_b", "1");
			assertThat(template.sort(SortQueryBuilder.sort("list").by("weight_*").build())).containsExactly("b", "a");
		}
	}

	@Test
	void letSessionsBeIndexed() {
		try (ConfigurableApplicationContext context = as("&__keyevent@0__:*", "&chat:session:event:0:created:*",
				"+config|get", "+config|set")
			.arguments("--spring.session.data.redis.repository-type=indexed")
			.web()
			.start()) {
			use(context.getBean(RedisIndexedSessionRepository.class));
		}
		assertThat(redis.get().command("KEYS", "chat:session:*").lines()).isNotEmpty();
		assertThat(PrefixedAclTests.refused(redis.get())).isEmpty();
	}

	private static <S extends Session> void use(FindByIndexNameSessionRepository<S> sessions) {
		S session = sessions.createSession();
		session.setAttribute(FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME, "ada");
		sessions.save(session);
		assertThat(sessions.findByPrincipalName("ada")).containsOnlyKeys(session.getId());
	}

	private static TestApplication as(String... rules) {
		String line = new KeyPrefix(new Keys("chat", 1000, 1000)).aclSetUser("web").replace("<password>", "secret");
		redis.get().command((line + " " + String.join(" ", List.of(rules))).split(" "));
		redis.get().command("FLUSHALL");
		return TestApplication.with("REDIS_URI", redis.get().uri())
			.and("REDIS_USERNAME", "web")
			.and("REDIS_PASSWORD", "secret")
			.and("REDIS_KEY_PREFIX", "chat");
	}

}
