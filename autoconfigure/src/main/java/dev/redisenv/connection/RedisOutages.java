package dev.redisenv.connection;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.scheduling.support.TaskUtils;

/**
 * Knows which servers do not answer, so that features need not wait for them. A lost link
 * whose server does not answer at once, or a command that got no answer, begins an
 * outage; PINGs in the background find its end.
 */
public final class RedisOutages implements SmartLifecycle, DisposableBean {

	private static final Log log = LogFactory.getLog(RedisOutages.class);

	/**
	 * How long a server that has closed a link may take to answer on the next one.
	 */
	private static final Duration SUSPICION = Duration.ofMillis(100);

	private static final Duration PROBE_INTERVAL = Duration.ofMillis(250);

	/**
	 * So long after a server was lost or is back, commands may fail that began before:
	 * more than a command usually takes to time out.
	 */
	private static final Duration AFTERMATH = Duration.ofSeconds(10);

	private static final String THREADS = "redis-outage-";

	/** Beginnings by node. */
	private final Map<String, Instant> lasting = new ConcurrentHashMap<>();

	private final Set<String> suspected = ConcurrentHashMap.newKeySet();

	private final List<Consumer<Reach>> beforeEnd = new CopyOnWriteArrayList<>();

	private final ServerNodes nodes;

	private final Clock clock;

	private final ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();

	/** A PING may wait for as long as any command. */
	private final SimpleAsyncTaskExecutor pings = new SimpleAsyncTaskExecutor(THREADS + "ping-");

	/** When a server was last lost or back. */
	private volatile Instant changed = Instant.EPOCH;

	private volatile boolean destroyed;

	/** Ends what has been started. */
	private volatile @Nullable Runnable end;

	RedisOutages(RedisConnectionFactory connectionFactory, Clock clock) {
		this.nodes = new ServerNodes(connectionFactory);
		this.clock = clock;
		this.scheduler.setThreadNamePrefix(THREADS);
		this.scheduler.setDaemon(true);
		this.scheduler.setErrorHandler(TaskUtils.LOG_AND_SUPPRESS_ERROR_HANDLER);
		this.scheduler.initialize();
		this.pings.setDaemon(true);
	}

	/**
	 * Returns whether this is about a connection.
	 * @param connectionFactory a connection factory
	 * @return {@code true} for the one that is watched
	 */
	public boolean watches(RedisConnectionFactory connectionFactory) {
		return this.nodes.connectionFactory() == connectionFactory;
	}

	/**
	 * Returns whether the server of a key does not answer at the moment. Sends nothing.
	 * @param key a key as the server sees it
	 * @return {@code true} during an outage
	 */
	public boolean concern(byte[] key) {
		return !this.lasting.isEmpty() && concern(this.lasting.keySet(), key);
	}

	private boolean concern(Set<String> nodes, byte[] key) {
		if (nodes.isEmpty() || nodes.contains(this.nodes.everything())) {
			return !nodes.isEmpty();
		}
		String node = this.nodes.of(key);
		return node != null && nodes.contains(node);
	}

	/**
	 * Returns when each outage that lasts has begun.
	 * @return times by the name of the server
	 */
	public Map<String, Instant> lasting() {
		return Map.copyOf(this.lasting);
	}

	/**
	 * Takes notice of a failed command.
	 * @param key a key as the server sees it
	 * @param failure what the command led to
	 * @return whether it means that the server does not answer
	 */
	public boolean notice(byte[] key, RuntimeException failure) {
		boolean outage = failure instanceof RedisConnectionFailureException || failure instanceof QueryTimeoutException;
		String node = outage ? this.nodes.of(key) : null;
		if (node != null) {
			react(node);
		}
		return outage;
	}

	/**
	 * A failure may tell of the server that another one has replaced meanwhile.
	 */
	private void react(String node) {
		if (this.clock.instant().isBefore(this.changed.plus(AFTERMATH))) {
			suspect(node);
		}
		else {
			begin(node);
		}
	}

	/**
	 * Adds what is to be done between the first answer of a server and the next command
	 * of the application. What it throws is ignored.
	 * @param action told which servers answer
	 */
	public void beforeEnd(Consumer<Reach> action) {
		this.beforeEnd.add(action);
	}

	/**
	 * Returns which servers answer at the moment.
	 * @return a view that follows what happens
	 */
	public Reach reach() {
		return without("");
	}

	/**
	 * Finds out whether a lost link is a lost server. It is called by a thread of the
	 * client, which must not wait for the client.
	 */
	private void suspectAll() {
		this.pings.execute(() -> succeeds(() -> this.nodes.all().forEach(this::suspect)));
	}

	private void suspect(String node) {
		if (!this.suspected.add(node)) {
			return;
		}
		AtomicBoolean answered = new AtomicBoolean();
		after(SUSPICION, () -> {
			if (!answered.get()) {
				begin(node);
			}
		});
		this.pings.execute(() -> {
			answered.set(answers(node));
			this.suspected.remove(node);
		});
	}

	private void begin(String node) {
		Instant now = this.clock.instant();
		if (this.lasting.putIfAbsent(node, now) == null) {
			this.changed = now;
			log.warn("There is no answer from %s".formatted(node));
			this.pings.execute(() -> probe(node));
		}
	}

	private void probe(String node) {
		Reach reach = without(node);
		if (answers(node)) {
			this.beforeEnd.forEach((action) -> succeeds(() -> action.accept(reach)));
			this.lasting.remove(node);
			this.changed = this.clock.instant();
			log.info("There is an answer from %s again".formatted(node));
		}
		else {
			after(PROBE_INTERVAL, () -> this.pings.execute(() -> probe(node)));
		}
	}

	@SuppressWarnings("FutureReturnValueIgnored") // the scheduler logs what fails
	private void after(Duration delay, Runnable task) {
		if (this.destroyed) {
			return;
		}
		this.scheduler.schedule(task, this.clock.instant().plus(delay));
	}

	private boolean answers(String node) {
		return succeeds(() -> this.nodes.ping(node));
	}

	private static boolean succeeds(Runnable commands) {
		try {
			commands.run();
			return true;
		}
		catch (RuntimeException ex) {
			// Whatever it is, the next attempt may go well.
			log.debug("No answer yet", ex);
			return false;
		}
	}

	private Reach without(String ended) {
		return new Reach() {

			@Override
			public boolean everything() {
				return RedisOutages.this.lasting.keySet()
					.stream()
					.allMatch((node) -> node.equals(ended) || !RedisOutages.this.nodes.hasKeys(node));
			}

			@Override
			public boolean includes(byte[] key) {
				Set<String> others = new HashSet<>(RedisOutages.this.lasting.keySet());
				others.remove(ended);
				return !concern(others, key);
			}

		};
	}

	@Override
	public void start() {
		this.end = this.nodes.onLostLink(this::suspectAll);
	}

	@Override
	public void stop() {
		Runnable end = this.end;
		if (end != null) {
			end.run();
			this.end = null;
		}
	}

	@Override
	public void destroy() {
		this.destroyed = true;
		this.scheduler.shutdown();
	}

	@Override
	public boolean isRunning() {
		return this.end != null;
	}

	/**
	 * Which servers answer.
	 */
	public interface Reach {

		/**
		 * Returns whether all do that have keys. A master has none any longer when the
		 * cluster has replaced it.
		 * @return {@code true} where every key can be reached
		 */
		boolean everything();

		/**
		 * Returns whether the server of a key does.
		 * @param key a key as the server sees it
		 * @return {@code true} where its server answers
		 */
		boolean includes(byte[] key);

	}

}
