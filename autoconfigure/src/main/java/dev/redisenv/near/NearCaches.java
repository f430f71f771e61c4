package dev.redisenv.near;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;

import dev.redisenv.key.KeyPrefix;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.TriggerContext;

/**
 * All near caches of one connection, and what keeps them right: the servers where they
 * tell of changes, otherwise the other processes and the bound.
 */
public final class NearCaches {

	private static final Log log = LogFactory.getLog(NearCaches.class);

	/**
	 * A late heartbeat or two do no harm.
	 */
	private static final int HEARTBEATS_IN_BOUND = 4;

	/** A lost link is not missed for longer. */
	private static final Duration LONGEST_INTERVAL = Duration.ofMillis(500);

	private static final Duration SHORTEST_PATIENCE = Duration.ofSeconds(1);

	/** A new link is had sooner than a proof from one that hangs. */
	private static final Duration LONGEST_PATIENCE = Duration.ofSeconds(5);

	private static final String NAME = "near";

	private final RedisConnectionFactory connectionFactory;

	private final String probe;

	private final @Nullable String obstacle;

	private final Announcements announcements;

	private final TaskScheduler scheduler;

	private final List<NearCache> caches = new CopyOnWriteArrayList<>();

	private final Invalidations invalidations = new ToCaches();

	/** Held for a round, which may take as long as servers do. */
	private final Object round = new Object();

	/** Guarded by the round. */
	private @Nullable Tracking tracking;

	/** Guarded by this. */
	private @Nullable Future<?> rounds;

	private volatile boolean running;

	/** As the last round has found it. */
	private volatile Keeping found = new Keeping(Keeper.NOBODY, "no link yet");

	/**
	 * Creates it; nothing is opened before it is started and there is a cache.
	 * @param connectionFactory how the application connects
	 * @param prefix names its keys and its channel
	 * @param obstacle why links to the servers do not hear of all changes; {@code null}
	 * where nothing is known against it
	 * @param scheduler runs what may wait for servers
	 */
	public NearCaches(RedisConnectionFactory connectionFactory, KeyPrefix prefix, @Nullable String obstacle,
			TaskScheduler scheduler) {
		this.connectionFactory = connectionFactory;
		this.probe = prefix.name(NAME) + ":" + UUID.randomUUID();
		this.obstacle = obstacle;
		this.announcements = new Announcements(connectionFactory, prefix.name(NAME), this.invalidations);
		this.scheduler = scheduler;
	}

	/**
	 * Adds a cache. Its copies are used as soon as something keeps them right.
	 * @param prefix what the cache's keys begin with, as the server sees them
	 * @param size most copies
	 * @param staleness how long a copy may be out of date
	 * @return the cache
	 */
	public NearCache add(byte[] prefix, long size, Duration staleness) {
		NearCache cache = new NearCache(prefix, size, staleness);
		this.caches.add(cache);
		begin();
		return cache;
	}

	/**
	 * Begins, also after a stop.
	 */
	public synchronized void start() {
		this.running = true;
		begin();
	}

	private synchronized void begin() {
		if (this.running && this.rounds == null && !this.caches.isEmpty()) {
			this.rounds = this.scheduler.schedule(this::round, this::nextRound);
		}
	}

	private Instant nextRound(TriggerContext context) {
		Instant last = context.lastCompletion();
		return (last != null) ? last.plus(interval()) : Instant.now();
	}

	private Duration interval() {
		Duration interval = shortestBound().dividedBy(HEARTBEATS_IN_BOUND);
		return (interval.compareTo(LONGEST_INTERVAL) < 0) ? interval : LONGEST_INTERVAL;
	}

	/**
	 * A link that is not proven for so long is of no use.
	 */
	private Duration patience() {
		Duration bound = shortestBound();
		if (bound.compareTo(SHORTEST_PATIENCE) < 0) {
			return SHORTEST_PATIENCE;
		}
		return (bound.compareTo(LONGEST_PATIENCE) < 0) ? bound : LONGEST_PATIENCE;
	}

	private Duration shortestBound() {
		return this.caches.stream().map(NearCache::bound).min(Comparator.naturalOrder()).orElseThrow();
	}

	private void round() {
		synchronized (this.round) {
			if (this.running) {
				lookAround();
			}
		}
	}

	/**
	 * Relies on the servers where they tell of the keys of all caches there are now. One
	 * that is added meanwhile waits for the next round.
	 */
	private void lookAround() {
		List<NearCache> present = List.copyOf(this.caches);
		try {
			Tracking tracking = tracking();
			if (tracking.round(prefixes(present), patience())) {
				this.found = new Keeping(Keeper.SERVERS, "");
				present.forEach((cache) -> cache.relyOn(tracking));
			}
		}
		catch (Refusal ex) {
			goWithout(ex.getMessage());
		}
		catch (RuntimeException ex) {
			// The next round may go better. Meanwhile Redis is asked.
			log.debug("There is no link to every master", ex);
			if (this.found.by() != Keeper.INSTANCES) {
				this.found = new Keeping(Keeper.NOBODY, message(ex));
			}
		}
		if (this.found.by() == Keeper.INSTANCES) {
			present.forEach((cache) -> cache.relyOn(this.announcements));
			this.announcements.listen();
		}
	}

	private Tracking tracking() {
		Tracking tracking = this.tracking;
		if (tracking == null) {
			if (this.obstacle != null) {
				throw new Refusal(this.obstacle, Duration.ZERO);
			}
			tracking = new Tracking(Masters.of(this.connectionFactory), this.connectionFactory, this.probe,
					this.invalidations);
			this.tracking = tracking;
		}
		return tracking;
	}

	private void goWithout(@Nullable String reason) {
		if (this.found.by() != Keeper.INSTANCES) {
			log.warn("Near copies end when their time is over, since %s".formatted(reason));
		}
		this.found = new Keeping(Keeper.INSTANCES, String.valueOf(reason));
	}

	private static String message(RuntimeException failure) {
		Throwable cause = NestedExceptionUtils.getMostSpecificCause(failure);
		return Objects.requireNonNullElse(cause.getMessage(), cause.getClass().getSimpleName());
	}

	/**
	 * Servers take no prefix that begins with another one.
	 */
	private List<String> prefixes(List<NearCache> caches) {
		List<String> all = new ArrayList<>();
		all.add(asCharacters(this.probe.getBytes(StandardCharsets.UTF_8)));
		caches.forEach((cache) -> all.add(asCharacters(cache.prefix())));
		return all.stream()
			.distinct()
			.filter((prefix) -> all.stream()
				.noneMatch((other) -> prefix.startsWith(other) && prefix.length() > other.length()))
			.toList();
	}

	private static String asCharacters(byte[] bytes) {
		return new String(bytes, StandardCharsets.ISO_8859_1);
	}

	/**
	 * Returns who keeps copies right at the moment.
	 * @return what does, and why not the servers
	 */
	public Keeping keeping() {
		Keeping found = this.found;
		boolean used = this.caches.stream().allMatch((cache) -> cache.staleness() != null);
		return (found.by() == Keeper.SERVERS && !used)
				? new Keeping(Keeper.NOBODY, "a link is not proven within the bound") : found;
	}

	/**
	 * Closes the links, while there is still a client to close them. Copies are not used
	 * any longer.
	 */
	public void stop() {
		endRounds();
		synchronized (this.round) {
			this.found = new Keeping(Keeper.NOBODY, "stopped");
			this.caches.forEach((cache) -> cache.relyOn(Nothing.KNOWN));
			this.announcements.close();
			if (this.tracking != null) {
				this.tracking.close();
				this.tracking = null;
			}
		}
	}

	private synchronized void endRounds() {
		this.running = false;
		if (this.rounds != null) {
			this.rounds.cancel(true);
			this.rounds = null;
		}
	}

	/**
	 * Who keeps copies right.
	 */
	public enum Keeper {

		/** The servers tell of changes. */
		SERVERS,

		/** Other instances tell of their changes, and copies end with the bound. */
		INSTANCES,

		/** Copies are not used. */
		NOBODY

	}

	/**
	 * How copies are kept right.
	 *
	 * @param by who does it
	 * @param reason why the servers do not; empty where they do
	 */
	public record Keeping(Keeper by, String reason) {

	}

	private final class ToCaches implements Invalidations {

		@Override
		public void changed(byte[] key) {
			NearCaches.this.caches.forEach((cache) -> cache.changed(key));
		}

		@Override
		public void reset() {
			NearCaches.this.caches.forEach(NearCache::clear);
		}

	}

}
