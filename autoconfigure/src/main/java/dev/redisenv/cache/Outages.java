package dev.redisenv.cache;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import dev.redisenv.cache.LostEvictions.Reach;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.TaskScheduler;

/**
 * Knows which servers do not answer, so that calls need not wait for them. A lost link or
 * a failed command begins an outage; PINGs in the background find its end.
 */
final class Outages {

	private static final Log log = LogFactory.getLog(Outages.class);

	private static final Duration SUSPICION = Duration.ofMillis(100);

	private static final Duration PROBE_INTERVAL = Duration.ofMillis(250);

	/** Beginnings by node. */
	private final Map<String, Instant> lasting = new ConcurrentHashMap<>();

	private final CacheNodes nodes;

	private final TaskScheduler scheduler;

	private final Clock clock;

	private final Consumer<Reach> beforeEnd;

	/**
	 * Creates an instance that knows of no outage.
	 * @param beforeEnd what is to be done between the first answer of a server and the
	 * next command of the application
	 */
	Outages(CacheNodes nodes, TaskScheduler scheduler, Clock clock, Consumer<Reach> beforeEnd) {
		this.beforeEnd = beforeEnd;
		this.nodes = nodes;
		this.scheduler = scheduler;
		this.clock = clock;
	}

	/**
	 * Returns whether the server of a key does not answer at the moment.
	 */
	boolean concern(byte[] key) {
		return !this.lasting.isEmpty() && this.lasting.containsKey(this.nodes.of(key));
	}

	/**
	 * Returns when each outage that lasts has begun, by node.
	 */
	Map<String, Instant> lasting() {
		return Map.copyOf(this.lasting);
	}

	/**
	 * Finds out whether a lost link is a lost server. It is called by a thread of the
	 * client, which must not wait for the client.
	 */
	void suspectAll() {
		after(Duration.ZERO, () -> this.nodes.all().forEach(this::suspect));
	}

	private void suspect(String node) {
		AtomicBoolean answered = new AtomicBoolean();
		after(SUSPICION, () -> {
			if (!answered.get()) {
				begin(node);
			}
		});
		after(Duration.ZERO, () -> answered.set(answers(node)));
	}

	void beginFor(byte[] key) {
		begin(this.nodes.of(key));
	}

	void begin(String node) {
		if (this.lasting.putIfAbsent(node, this.clock.instant()) == null) {
			log.warn("There is no answer from %s: caches are bypassed".formatted(node));
			probe(node, Duration.ZERO);
		}
	}

	private void probe(String node, Duration delay) {
		after(delay, () -> {
			if (answers(node) && succeeds(() -> this.beforeEnd.accept(without(node)))) {
				this.lasting.remove(node);
				log.info("There is an answer from %s again: caches are used again".formatted(node));
			}
			else {
				probe(node, PROBE_INTERVAL);
			}
		});
	}

	@SuppressWarnings("FutureReturnValueIgnored") // the scheduler logs what fails
	private void after(Duration delay, Runnable task) {
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
		catch (DataAccessException ex) {
			log.debug("No answer yet", ex);
			return false;
		}
	}

	/**
	 * What answers at the moment.
	 */
	Reach reach() {
		return without("");
	}

	private Reach without(String ended) {
		return new Reach() {

			@Override
			public boolean everything() {
				return Outages.this.lasting.keySet().stream().allMatch(ended::equals);
			}

			@Override
			public boolean includes(byte[] key) {
				String node = Outages.this.nodes.of(key);
				return node.equals(ended) || !Outages.this.lasting.containsKey(node);
			}

		};
	}

}
