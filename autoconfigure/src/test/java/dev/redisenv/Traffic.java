package dev.redisenv;

import java.time.Duration;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;

import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Everything an application does with Redis, again and again.
 */
public final class Traffic implements AutoCloseable {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final Queue<String> failures = new ConcurrentLinkedQueue<>();

	private final LongAdder done = new LongAdder();

	private final RedisMessageListenerContainer subscription = new RedisMessageListenerContainer();

	private volatile boolean stopped;

	public Traffic(ConfigurableApplicationContext context) {
		StringRedisTemplate template = context.getBean(StringRedisTemplate.class);
		ReactiveStringRedisTemplate reactive = context.getBean(ReactiveStringRedisTemplate.class);
		Cache cache = Objects.requireNonNull(context.getBean(CacheManager.class).getCache("articles"));
		LinkedBlockingQueue<String> messages = new LinkedBlockingQueue<>();
		this.subscription.setConnectionFactory(context.getBean(RedisConnectionFactory.class));
		this.subscription.addMessageListener((message, pattern) -> messages.add(message.toString()),
				ChannelTopic.of("channel"));
		this.subscription.afterPropertiesSet();
		this.subscription.start();
		again("get", (text) -> {
			template.opsForValue().set("key" + text, text);
			return template.opsForValue().get("key" + text);
		});
		again("reactive get",
				(text) -> reactive.opsForValue()
					.set("reactive" + text, text)
					.then(reactive.opsForValue().get("reactive" + text))
					.block(LIMIT));
		again("cache", (text) -> {
			cache.put(text, text);
			return cache.get(text, String.class);
		});
		again("message", (text) -> {
			template.convertAndSend("channel", text);
			return messages.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
		});
		again("pop", (text) -> {
			template.opsForList().rightPush("list", text);
			return template.opsForList().leftPop("list", LIMIT);
		});
		again("pop of nothing",
				(text) -> template.opsForList().leftPop("nothing", Duration.ofSeconds(1)) == null ? text : null);
	}

	private void again(String what, Operation operation) {
		this.threads.execute(() -> {
			for (int i = 0; !this.stopped; i++) {
				String text = Integer.toString(i % 1000);
				try {
					String answer = operation.perform(text);
					if (!text.equals(answer)) {
						this.failures.add(what + ": " + answer);
					}
					this.done.increment();
				}
				catch (Exception ex) {
					this.failures.add(what + ": " + ex);
				}
			}
		});
	}

	public void stop() throws InterruptedException {
		this.stopped = true;
		this.threads.shutdown();
		assertThat(this.threads.awaitTermination(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
	}

	public Queue<String> failures() {
		return this.failures;
	}

	@Override
	public String toString() {
		return this.done + " operations, " + this.failures.size() + " failures";
	}

	@Override
	public void close() {
		this.stopped = true;
		this.threads.shutdown();
		this.subscription.stop();
	}

	private interface Operation {

		/**
		 * Returns the text again if all went well.
		 */
		@Nullable String perform(String text) throws Exception;

	}

}
