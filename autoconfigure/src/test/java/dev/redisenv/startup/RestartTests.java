package dev.redisenv.startup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

import dev.redisenv.TestApplication;
import dev.redisenv.connection.RedisOutages;
import dev.redisenv.status.FeatureStatus;
import dev.redisenv.test.RedisCluster;
import dev.redisenv.test.RedisServer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.ReactiveRedisTemplate;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.script.DefaultRedisScript;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/**
 * Everything of one application while Redis is away, and after Redis came back empty.
 */
@Timeout(90)
class RestartTests {

	private static final Log log = LogFactory.getLog(RestartTests.class);

	private static final Duration LIMIT = Duration.ofSeconds(15);

	/**
	 * What a call may take whose command may take half a second.
	 */
	private static final Duration IN_TIME = Duration.ofSeconds(2);

	private static final DefaultRedisScript<String> SCRIPT = new DefaultRedisScript<>(
			"return redis.call('GET', KEYS[1])", String.class);

	private final HttpClient browser = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

	@Test
	void everythingWorksAgainAfterARestartOfTheServer() {
		try (RedisServer server = RedisServer.start()) {
			everythingWorksAgain(TestApplication.with("REDIS_URI", server.uri()), List.of(server));
		}
	}

	@Test
	void everythingWorksAgainAfterARestartOfTheCluster() {
		try (RedisCluster cluster = RedisCluster.start()) {
			everythingWorksAgain(TestApplication.with("REDIS_CLUSTER_DATABASE_URIS", cluster.uris().get(0)),
					cluster.nodes());
		}
	}

	private void everythingWorksAgain(TestApplication application, List<RedisServer> servers) {
		try (ConfigurableApplicationContext context = application.and("REDIS_SOCKET_TIMEOUT", "500ms")
			.and("REDIS_RETRY_MAX_DELAY", 100)
			.and("REDIS_PING_INTERVAL", "200ms")
			.configuration(Everything.class)
			.web()
			.start()) {
			works(context, "before");
			servers.forEach(RedisServer::kill);
			endsInTime(context);
			servers.forEach(RedisServer::restart);
			await().atMost(LIMIT)
				.ignoreExceptions()
				.untilAsserted(() -> calls(context).values().forEach((call) -> assertThat(call.get()).isNotNull()));
			await().atMost(LIMIT).until(() -> context.getBean(RedisOutages.class).lasting().isEmpty());
			assertThat(cache(context).get("before")).isNull();
			works(context, "after");
		}
	}

	private void works(ConfigurableApplicationContext context, String word) {
		calls(context).forEach((name, call) -> assertThat(call.get()).as(name).isEqualTo("value"));
		assertThat(cache(context).get(word, () -> "loaded")).isEqualTo("loaded");
		assertThat(cache(context).get(word, String.class)).isEqualTo("loaded");
		StringRedisTemplate template = context.getBean(StringRedisTemplate.class);
		assertThat(template.hasKey("articles::" + word)).isTrue();
		// A lease is given back by a script.
		assertThat(template.hasKey("articles::" + word + "::lease")).isFalse();
		String visit = visit(context, "/begin");
		assertThat(visit(context, "/goOn")).isEqualTo(visit);
		Heard heard = context.getBean(Heard.class);
		await().atMost(LIMIT).untilAsserted(() -> {
			template.convertAndSend("news", word);
			assertThat(heard.messages()).contains(word);
		});
		template.opsForList().rightPush("queue", word);
		await().atMost(LIMIT).untilAsserted(() -> assertThat(heard.queued()).contains(word));
		await().atMost(LIMIT).until(() -> ping(context).well());
	}

	private void endsInTime(ConfigurableApplicationContext context) {
		calls(context).forEach(
				(name, call) -> assertThat(inTime(name, call::get)).as(name).isInstanceOf(DataAccessException.class));
		assertThat(inTime("cache", () -> cache(context).get("before", String.class))).isNull();
		assertThat(inTime("load", () -> cache(context).get("away", () -> "loaded"))).isNull();
		assertThat(inTime("session", () -> assertThat(visit(context, "/goOn")).isEqualTo("no session"))).isNull();
		await().atMost(LIMIT).until(() -> !ping(context).well());
	}

	private static @Nullable Throwable inTime(String name, ThrowingCallable call) {
		long start = System.nanoTime();
		Throwable failure = catchThrowable(call);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).as(name).isLessThan(IN_TIME);
		return failure;
	}

	/**
	 * One call for every way to send a command.
	 */
	@SuppressWarnings("unchecked")
	private static Map<String, Supplier<@Nullable Object>> calls(ConfigurableApplicationContext context) {
		RedisTemplate<Object, Object> template = context.getBean("redisTemplate", RedisTemplate.class);
		StringRedisTemplate strings = context.getBean(StringRedisTemplate.class);
		ReactiveRedisTemplate<Object, Object> reactive = context.getBean("reactiveRedisTemplate",
				ReactiveRedisTemplate.class);
		ReactiveStringRedisTemplate reactiveStrings = context.getBean(ReactiveStringRedisTemplate.class);
		Map<String, Supplier<@Nullable Object>> calls = new LinkedHashMap<>();
		calls.put("template", () -> {
			template.opsForValue().set("object", "value");
			return template.opsForValue().get("object");
		});
		calls.put("strings", () -> {
			strings.opsForValue().set("string", "value");
			return strings.opsForValue().get("string");
		});
		calls.put("script", () -> strings.execute(SCRIPT, List.of("string")));
		calls.put("reactive",
				() -> reactive.opsForValue()
					.set("reactive", "value")
					.then(reactive.opsForValue().get("reactive"))
					.block());
		calls.put("reactive strings",
				() -> reactiveStrings.opsForValue()
					.set("reactive string", "value")
					.then(reactiveStrings.opsForValue().get("reactive string"))
					.block());
		return calls;
	}

	private static Cache cache(ConfigurableApplicationContext context) {
		return Objects.requireNonNull(context.getBean(CacheManager.class).getCache("articles"));
	}

	private static FeatureStatus.Report ping(ConfigurableApplicationContext context) {
		return context.getBeansOfType(FeatureStatus.class)
			.values()
			.stream()
			.filter((status) -> status.feature().equals("ping"))
			.findFirst()
			.orElseThrow()
			.report();
	}

	private String visit(ConfigurableApplicationContext context, String path) {
		String port = context.getEnvironment().getRequiredProperty("local.server.port");
		try {
			return this.browser
				.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
						BodyHandlers.ofString())
				.body();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * What came in.
	 */
	record Heard(List<String> messages, List<String> queued) {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching
	@Import(Visits.class)
	static class Everything {

		@Bean
		Heard heard() {
			return new Heard(new CopyOnWriteArrayList<>(), new CopyOnWriteArrayList<>());
		}

		@Bean
		RedisMessageListenerContainer messages(RedisConnectionFactory connectionFactory, Heard heard) {
			RedisMessageListenerContainer container = new RedisMessageListenerContainer();
			container.setConnectionFactory(connectionFactory);
			container.addMessageListener((message, pattern) -> heard.messages().add(message.toString()),
					ChannelTopic.of("news"));
			return container;
		}

		@Bean
		QueueReader queueReader(StringRedisTemplate template, Heard heard) {
			return new QueueReader(template, heard);
		}

	}

	/**
	 * Reads from a list as long as the application runs, as loops in applications do.
	 */
	static final class QueueReader implements SmartLifecycle {

		private final Thread thread;

		private volatile boolean running;

		QueueReader(StringRedisTemplate template, Heard heard) {
			this.thread = new Thread(() -> {
				while (this.running) {
					try {
						String word = template.opsForList().leftPop("queue", Duration.ofMillis(200));
						if (word != null) {
							heard.queued().add(word);
						}
					}
					catch (DataAccessException ex) {
						log.debug("Nothing read", ex);
					}
				}
			});
		}

		@Override
		public void start() {
			this.running = true;
			this.thread.start();
		}

		@Override
		public void stop() {
			this.running = false;
			try {
				this.thread.join();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

	}

	@RestController
	static class Visits {

		@GetMapping("/begin")
		String begin(HttpSession session) {
			session.setAttribute("since", "now");
			return session.getId();
		}

		@GetMapping("/goOn")
		String goOn(HttpServletRequest request) {
			HttpSession session = request.getSession(false);
			return (session != null) ? session.getId() : "no session";
		}

	}

}
