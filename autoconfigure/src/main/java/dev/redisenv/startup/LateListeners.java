package dev.redisenv.startup;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import dev.redisenv.diagnosis.Reason;
import dev.redisenv.startup.StartupSettings.Mode;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.Lifecycle;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;

/**
 * Starts listener containers in the place of Spring, again and again until Redis answers:
 * with Redis away Spring's only attempt fails, and with it the application.
 */
final class LateListeners implements SmartInitializingSingleton, SmartLifecycle, DisposableBean {

	private static final Log log = LogFactory.getLog(LateListeners.class);

	/**
	 * How long the application's start waits for subscriptions: as long as a container
	 * does, so that they are there where Redis answers.
	 */
	private static final Duration SUBSCRIPTION = Duration
		.ofMillis(RedisMessageListenerContainer.DEFAULT_SUBSCRIPTION_REGISTRATION_WAIT_TIME);

	private static final List<Class<?>> AWAY = List.of(NoAnswerException.class, RedisConnectionFailureException.class,
			QueryTimeoutException.class, TimeoutException.class, RedisConnectionException.class,
			RedisCommandTimeoutException.class);

	private final Map<String, RedisMessageListenerContainer> containers = new LinkedHashMap<>();

	private final RetryTemplate retry = new RetryTemplate(
			Attempts.policy().predicate(LateListeners::isRedisAway).build());

	private final SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor("redis-late-listener-");

	private final ListableBeanFactory beans;

	private final Startup startup;

	private volatile boolean running;

	private volatile boolean stopped;

	LateListeners(ListableBeanFactory beans, Startup startup) {
		this.beans = beans;
		this.startup = startup;
		this.executor.setDaemon(true);
		this.executor.setCancelRemainingTasksOnClose(true);
	}

	/**
	 * Takes the containers over before Spring starts them.
	 */
	@Override
	public void afterSingletonsInstantiated() {
		if (this.startup.mode() != Mode.BACKGROUND) {
			return;
		}
		this.beans.getBeansOfType(RedisMessageListenerContainer.class, false, true).forEach((name, container) -> {
			if (container.isAutoStartup()) {
				container.setAutoStartup(false);
				this.containers.put(name, container);
			}
		});
	}

	@Override
	public void start() {
		this.running = true;
		Stream<CompletableFuture<Void>> attempts = this.containers.entrySet()
			.stream()
			.map((container) -> start(container.getKey(), container.getValue(), null));
		try {
			CompletableFuture.allOf(attempts.toArray(CompletableFuture[]::new))
				.completeOnTimeout(null, SUBSCRIPTION.toMillis(), TimeUnit.MILLISECONDS)
				.join();
		}
		catch (CompletionException ex) {
			throw (ex.getCause() instanceof RuntimeException failure) ? failure : ex;
		}
	}

	/**
	 * Starts a container as soon as Redis answers, in a thread of its own.
	 * @param name name of the container
	 * @param container the container
	 * @param contact is made first, where the container itself does not fail while Redis
	 * is away
	 * @return done after the first attempt; failed where more would not help
	 */
	CompletableFuture<Void> start(String name, Lifecycle container, @Nullable FirstContact contact) {
		this.stopped = false;
		CompletableFuture<Void> first = new CompletableFuture<>();
		this.executor.execute(() -> {
			try {
				this.retry.invoke(() -> attempt(name, container, contact, first));
			}
			catch (RuntimeException ex) {
				if (!this.stopped) {
					log.error("The listener container '%s' does not start".formatted(name), ex);
				}
				first.completeExceptionally(ex);
			}
		});
		return first;
	}

	private void attempt(String name, Lifecycle container, @Nullable FirstContact contact,
			CompletableFuture<Void> first) {
		if (this.stopped) {
			return;
		}
		try {
			if (contact != null) {
				contact.make();
			}
			container.start();
		}
		catch (RuntimeException ex) {
			// Or it would take itself for one that runs.
			container.stop();
			if (isRedisAway(ex) && first.complete(null)) {
				log.warn("The listener container '%s' waits for Redis: %s".formatted(name, Reason.of(ex)));
			}
			throw ex;
		}
		if (this.stopped) {
			container.stop();
		}
		else if (!first.complete(null)) {
			log.info("The listener container '%s' has started".formatted(name));
		}
	}

	private static boolean isRedisAway(Throwable failure) {
		return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
			.anyMatch((cause) -> AWAY.stream().anyMatch((type) -> type.isInstance(cause)));
	}

	@Override
	public void stop() {
		this.stopped = true;
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public void destroy() {
		this.stopped = true;
		this.executor.close();
	}

}
