package dev.redisenv.near;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;

import dev.redisenv.connection.ServerUris;
import dev.redisenv.key.KeyPrefix;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ReadFrom;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
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

	private static final String NAME = "near";

	private final RedisConnectionFactory connectionFactory;

	private final String probe;

	private final boolean sharding;

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

	private volatile boolean running = true;

	private volatile Freshness freshness = Nothing.KNOWN;

	/** Why the servers are not relied on at the moment. */
	private volatile String reason = "no link yet";

	/**
	 * Creates it; nothing is opened before there is a cache.
	 * @param connectionFactory how the application connects
	 * @param prefix names its keys and its channel
	 * @param sharding whether one server stands for several, of which one link tells
	 * nothing
	 * @param scheduler runs what may wait for servers
	 */
	public NearCaches(RedisConnectionFactory connectionFactory, KeyPrefix prefix, boolean sharding,
			TaskScheduler scheduler) {
		this.connectionFactory = connectionFactory;
		this.probe = prefix.name(NAME) + ":" + UUID.randomUUID();
		this.sharding = sharding;
		this.announcements = new Announcements(connectionFactory, prefix.name(NAME), this.invalidations);
		this.scheduler = scheduler;
	}

	/**
	 * Adds a cache.
	 * @param prefix what the cache's keys begin with, as the server sees them
	 * @param size most copies
	 * @param staleness how long a copy may be out of date
	 * @return the cache
	 */
	public NearCache add(byte[] prefix, long size, Duration staleness) {
		NearCache cache = new NearCache(prefix, size, staleness, () -> this.freshness);
		this.caches.add(cache);
		begin();
		return cache;
	}

	/**
	 * Goes on after a stop.
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
		return (bound.compareTo(SHORTEST_PATIENCE) > 0) ? bound : SHORTEST_PATIENCE;
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

	private void lookAround() {
		try {
			track();
		}
		catch (Tracking.Refusal ex) {
			// Heard of once a minute
			log.warn("Near copies end when their time is over, since the server does not tell of changes: %s"
				.formatted(ex.reason()));
			relyOn(this.announcements, ex.reason());
		}
		catch (RuntimeException ex) {
			// The next round may go better. Meanwhile Redis is asked.
			log.debug("There is no link to every master", ex);
			if (this.freshness != this.announcements) {
				this.reason = String.valueOf(NestedExceptionUtils.getMostSpecificCause(ex).getMessage());
			}
		}
		if (this.freshness == this.announcements) {
			this.announcements.listen();
		}
	}

	private void track() {
		Tracking tracking = this.tracking;
		if (tracking == null) {
			Masters masters = masters();
			if (masters == null) {
				relyOn(this.announcements, "one link does not hear of all changes");
				return;
			}
			tracking = new Tracking(masters, this.connectionFactory, this.probe, this.invalidations);
			this.tracking = tracking;
		}
		if (tracking.round(prefixes(), patience())) {
			relyOn(tracking, "");
		}
	}

	/**
	 * Copies are removed after the change, so that none is kept that the new one has not
	 * watched over.
	 */
	private void relyOn(Freshness freshness, String reason) {
		this.reason = reason;
		if (this.freshness != freshness) {
			this.freshness = freshness;
			this.invalidations.reset();
		}
	}

	/**
	 * Servers take no prefix that begins with another one.
	 */
	private List<String> prefixes() {
		List<String> all = new ArrayList<>();
		all.add(this.probe);
		this.caches.forEach((cache) -> all.add(new String(cache.prefix(), StandardCharsets.ISO_8859_1)));
		return all.stream()
			.distinct()
			.filter((prefix) -> all.stream()
				.noneMatch((other) -> prefix.startsWith(other) && prefix.length() > other.length()))
			.toList();
	}

	private @Nullable Masters masters() {
		if (this.sharding || !(this.connectionFactory instanceof LettuceConnectionFactory lettuce)) {
			return null;
		}
		LettuceClientConfiguration configuration = lettuce.getClientConfiguration();
		// A replica may answer with what it was not told yet.
		if (configuration.getReadFrom().filter((from) -> from != ReadFrom.UPSTREAM).isPresent()) {
			return null;
		}
		AbstractRedisClient client = lettuce.getRequiredNativeClient();
		if (client instanceof RedisClusterClient cluster) {
			return new ClusterShards(cluster);
		}
		return (lettuce.getSocketConfiguration() == null)
				? new OneMaster((RedisClient) client, uri(lettuce, configuration)) : null;
	}

	private static RedisURI uri(LettuceConnectionFactory factory, LettuceClientConfiguration client) {
		RedisSentinelConfiguration sentinel = factory.getSentinelConfiguration();
		if (sentinel != null) {
			return ServerUris.sentinel(sentinel, client);
		}
		RedisStandaloneConfiguration server = factory.getStandaloneConfiguration();
		RedisURI uri = ServerUris.node(server.getHostName(), server.getPort(), server, client);
		uri.setDatabase(server.getDatabase());
		return uri;
	}

	/**
	 * Returns who keeps copies right at the moment.
	 * @return what does
	 */
	public Keeper keeper() {
		Freshness freshness = this.freshness;
		if (freshness == this.announcements) {
			return Keeper.INSTANCES;
		}
		return (freshness.age(System.nanoTime(), 0) != Freshness.UNKNOWN) ? Keeper.SERVERS : Keeper.NOBODY;
	}

	/**
	 * Returns why the servers do not.
	 * @return what failed last; empty where they do
	 */
	public String reason() {
		return this.reason;
	}

	/**
	 * Closes the links, while there is still a client to close them. Copies are not used
	 * any longer.
	 */
	public void stop() {
		endRounds();
		synchronized (this.round) {
			this.freshness = Nothing.KNOWN;
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
