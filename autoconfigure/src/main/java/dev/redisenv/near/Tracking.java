package dev.redisenv.near;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import io.lettuce.core.RedisURI;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * News of changes from the servers themselves: CLIENT TRACKING of Redis 6, in its
 * broadcasting mode, on a link to each master. Copies are used only while every link is
 * proven, since slots may go from any master to any other.
 * <p>
 * A link that was lost is never used again: the server has forgotten what to tell. What
 * was copied before its successor began to track may be out of date, so copies are
 * cleared between that and its first proof.
 */
final class Tracking implements Freshness {

	/** At least so long after a failure no link is opened. */
	private static final Duration PAUSE = Duration.ofSeconds(1);

	/** What a server hashes in the place of the key. */
	private static final Pattern HASH_TAG = Pattern.compile("^[^{]*\\{[^}]+}");

	/** What PTTL answers for a key that has no end. */
	private static final long ENDLESS = -1;

	private static final Duration FOREVER = Duration.ofDays(365);

	private final Masters masters;

	private final RedisConnectionFactory connectionFactory;

	private final String probe;

	private final Invalidations target;

	/** Used by the one thread of the rounds only, as the next two are. */
	private final Map<RedisURI, InvalidationLink> links = new LinkedHashMap<>();

	private List<String> prefixes = List.of();

	private long nextAttempt = System.nanoTime();

	/** The links to all masters, or none. */
	private volatile Map<RedisURI, InvalidationLink> complete = Map.of();

	/** The same, for those who are in a hurry. */
	private volatile InvalidationLink[] proving = {};

	/**
	 * Creates it, without a link.
	 * @param connectionFactory how the application connects
	 * @param probe what the names of probes begin with, which no other process uses
	 */
	Tracking(Masters masters, RedisConnectionFactory connectionFactory, String probe, Invalidations target) {
		this.masters = masters;
		this.connectionFactory = connectionFactory;
		this.probe = probe;
		this.target = target;
	}

	/**
	 * Opens links where they are missing, and sends heartbeats on the others. It may wait
	 * for servers.
	 * @param prefixes what the keys begin with that are told of, each byte as a character
	 * @param patience after so long without an answer a link is given up
	 * @return whether there are links to all masters
	 * @throws Refusal when a server does not tell of changes
	 * @throws RuntimeException for any other failure
	 */
	boolean round(List<String> prefixes, Duration patience) {
		List<RedisURI> masters = masters();
		if (this.masters.mayHaveChanged()) {
			this.links.values().forEach((link) -> link.proveAgain(this::change));
		}
		boolean other = !prefixes.equals(this.prefixes);
		this.links.entrySet().removeIf((link) -> {
			boolean useless = other || link.getValue().isLost() || !masters.contains(link.getKey());
			if (useless) {
				link.getValue().close();
			}
			return useless;
		});
		this.prefixes = prefixes;
		this.links.values().forEach((link) -> link.beat(patience));
		if (!haveAll(masters)) {
			use(Map.of());
			openLinks(masters);
		}
		boolean all = haveAll(masters);
		if (all) {
			use(this.links);
		}
		return all;
	}

	/**
	 * Returns those that have keys of the application. With a hash tag in their prefix,
	 * which is in the probes' names as well, it is one.
	 */
	private List<RedisURI> masters() {
		if (!HASH_TAG.matcher(this.probe).find()) {
			return this.masters.all();
		}
		RedisURI only = this.masters.of(this.probe.getBytes(StandardCharsets.UTF_8));
		return (only != null) ? List.of(only) : List.of();
	}

	private boolean haveAll(List<RedisURI> masters) {
		return !masters.isEmpty() && this.links.keySet().containsAll(masters);
	}

	private void openLinks(List<RedisURI> masters) {
		if (System.nanoTime() - this.nextAttempt >= 0) {
			for (RedisURI master : masters) {
				if (!this.links.containsKey(master)) {
					this.links.put(master, open(master));
				}
			}
		}
	}

	private void use(Map<RedisURI, InvalidationLink> links) {
		this.complete = Map.copyOf(links);
		this.proving = links.values().toArray(InvalidationLink[]::new);
	}

	private InvalidationLink open(RedisURI master) {
		pause(PAUSE);
		byte[] probe = probe(master);
		// The application connects first, since what connects later is reason for doubt.
		try (RedisConnection connection = this.connectionFactory.getConnection()) {
			InvalidationLink link = new InvalidationLink(this.masters.connect(master), probe, this.target);
			track(link, connection);
			this.target.reset();
			pause(Duration.ZERO);
			return link;
		}
	}

	private void track(InvalidationLink link, RedisConnection connection) {
		try {
			link.track(this.prefixes, (probe) -> change(connection, probe));
		}
		catch (RuntimeException ex) {
			link.close();
			if (ex instanceof Refusal refusal && refusal.pause().compareTo(PAUSE) > 0) {
				pause(refusal.pause());
			}
			throw ex;
		}
	}

	private void pause(Duration pause) {
		this.nextAttempt = System.nanoTime() + pause.toNanos();
	}

	/**
	 * As the application writes: it may reach other servers.
	 */
	private void change(byte[] probe) {
		try (RedisConnection connection = this.connectionFactory.getConnection()) {
			change(connection, probe);
		}
	}

	private static void change(RedisConnection connection, byte[] probe) {
		connection.stringCommands().pSetEx(probe, 1, new byte[0]);
	}

	/**
	 * Finds a key that this master has.
	 */
	private byte[] probe(RedisURI master) {
		return IntStream.range(0, 1_000_000)
			.mapToObj((tag) -> (this.probe + ":{" + tag + "}").getBytes(StandardCharsets.UTF_8))
			.filter((key) -> master.equals(this.masters.of(key)))
			.findFirst()
			.orElseThrow(() -> new IllegalStateException("A master has no slot"));
	}

	@Override
	public long age(long now, long bound) {
		long age = UNKNOWN;
		for (InvalidationLink link : this.proving) {
			long proven = now - link.provenAt();
			age = (age == UNKNOWN || proven > age) ? proven : age;
		}
		return age;
	}

	/**
	 * Asks the server how long the key lives: it tells of the end of a key only when it
	 * comes across it.
	 */
	@Override
	public CompletableFuture<Long> end(byte[] key, long read, long bound) {
		RedisURI master = this.masters.of(key);
		InvalidationLink link = (master != null) ? this.complete.get(master) : null;
		if (link == null) {
			return CompletableFuture.failedFuture(new IllegalStateException("There is no link to the key's master"));
		}
		long asked = System.nanoTime();
		return link.timeToLive(key)
			.toCompletableFuture()
			.thenApply((millis) -> asked + TimeUnit.MILLISECONDS
				.toNanos((millis != ENDLESS) ? Math.min(millis, FOREVER.toMillis()) : FOREVER.toMillis()));
	}

	@Override
	public void tell(byte[] key) {
		// The server does.
	}

	void close() {
		use(Map.of());
		this.links.values().forEach(InvalidationLink::close);
		this.links.clear();
		this.masters.close();
	}

}
