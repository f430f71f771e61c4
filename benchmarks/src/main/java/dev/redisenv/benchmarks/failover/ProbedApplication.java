package dev.redisenv.benchmarks.failover;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.lettuce.core.cluster.SlotHash;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;

/**
 * An application that uses every feature twenty times a second and prints what comes of
 * it: {@code probe feature begin end outcome}, times in milliseconds of the wall clock.
 * It knows nothing of the starter, so that it runs without it as well.
 */
@SpringBootApplication
@EnableCaching
class ProbedApplication {

	static final String CHANNEL = "probe";

	/** In a cluster, all of these are on one master. */
	static final String TAG = "{probe}";

	static final String QUEUE = "queue:" + TAG;

	private static final PrintStream OUT = System.out;

	private static final Duration PACE = Duration.ofMillis(50);

	private static final Duration BLOCKING_READ = Duration.ofSeconds(2);

	static final int SUBSCRIPTIONS = 3;

	private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

	private final ExecutorService callers = Executors.newCachedThreadPool();

	public static void main(String[] args) {
		ConfigurableApplicationContext context = SpringApplication.run(ProbedApplication.class, args);
		new ProbedApplication().start(context);
	}

	private void start(ConfigurableApplicationContext context) {
		StringRedisTemplate template = context.getBean(StringRedisTemplate.class);
		AtomicLong number = new AtomicLong();
		call("template", () -> {
			template.opsForValue().set("value:" + TAG, String.valueOf(number.incrementAndGet()));
			return true;
		});
		Cache cache = Objects.requireNonNull(context.getBean(CacheManager.class).getCache("probe"));
		call("cache", () -> {
			String value = String.valueOf(number.incrementAndGet());
			cache.put(TAG + value, value);
			return value.equals(cache.get(TAG + value, String.class));
		});
		SessionProbe<?> session = SessionProbe.of((SessionRepository<?>) context.getBean(SessionRepository.class));
		call("session", session::update);
		RedisConnectionFactory connections = context.getBean(RedisConnectionFactory.class);
		for (int i = 0; i < SUBSCRIPTIONS; i++) {
			subscribe(connections, "subscription-" + i);
		}
		this.callers.execute(() -> read(template));
		OUT.println("ready");
	}

	@SuppressWarnings("FutureReturnValueIgnored") // a probe catches what fails
	private void call(String feature, Probe probe) {
		this.clock.scheduleAtFixedRate(() -> this.callers.execute(() -> {
			long begin = System.currentTimeMillis();
			print(feature, begin, succeeds(probe));
		}), 0, PACE.toMillis(), TimeUnit.MILLISECONDS);
	}

	private static boolean succeeds(Probe probe) {
		try {
			return probe.run();
		}
		catch (RuntimeException ex) {
			// What is measured.
			return false;
		}
	}

	/**
	 * Messages and entries of the queue say when they were sent.
	 */
	private static void subscribe(RedisConnectionFactory connections, String name) {
		RedisMessageListenerContainer container = new RedisMessageListenerContainer();
		container.setConnectionFactory(connections);
		container.addMessageListener((message, pattern) -> print(name, Long.parseLong(message.toString()), true),
				ChannelTopic.of(CHANNEL));
		container.afterPropertiesSet();
		container.start();
	}

	private void read(StringRedisTemplate template) {
		while (!this.clock.isShutdown()) {
			try {
				@Nullable String sent = template.opsForList().leftPop(QUEUE, BLOCKING_READ);
				if (sent != null) {
					print("blocking read", Long.parseLong(sent), true);
				}
			}
			catch (RuntimeException ex) {
				print("blocking read", System.currentTimeMillis(), false);
				pause();
			}
		}
	}

	private static void pause() {
		try {
			Thread.sleep(PACE.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static void print(String feature, long begin, boolean success) {
		OUT.printf("probe|%s|%d|%d|%b%n", feature, begin, System.currentTimeMillis(), success);
	}

	/**
	 * Something that an application does.
	 */
	private interface Probe {

		boolean run();

	}

	/**
	 * A request with a session: it finds the session, changes it and saves it.
	 */
	private static final class SessionProbe<S extends Session> {

		private final SessionRepository<S> sessions;

		private final String id;

		SessionProbe(SessionRepository<S> sessions) {
			this.sessions = sessions;
			S session = sessions.createSession();
			while (!SessionProbe.isOnTheMaster(session.getId())) {
				session = sessions.createSession();
			}
			sessions.save(session);
			this.id = session.getId();
		}

		static <S extends Session> SessionProbe<S> of(SessionRepository<S> sessions) {
			return new SessionProbe<>(sessions);
		}

		private static boolean isOnTheMaster(String id) {
			int third = SlotHash.SLOT_COUNT / Failover.MASTERS + 1;
			return SlotHash.getSlot("spring:session:sessions:" + id) / third == SlotHash.getSlot(TAG) / third;
		}

		boolean update() {
			S session = this.sessions.findById(this.id);
			if (session == null) {
				return false;
			}
			session.setAttribute("seen", String.valueOf(System.currentTimeMillis()));
			this.sessions.save(session);
			return true;
		}

	}

}
