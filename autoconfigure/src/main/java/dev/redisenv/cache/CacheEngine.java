package dev.redisenv.cache;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;

import dev.redisenv.cache.CacheSettings.Namespace;
import dev.redisenv.connection.RedisOutages;
import dev.redisenv.connection.RedisOutages.Reach;
import dev.redisenv.key.KeyPrefix;
import dev.redisenv.near.NearCache;
import dev.redisenv.near.NearCaches;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.data.redis.cache.RedisCache;
import org.springframework.data.redis.cache.RedisCacheConfiguration;
import org.springframework.data.redis.cache.RedisCacheWriter;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.serializer.RedisSerializationContext.SerializationPair;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.data.redis.util.ByteUtils;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.scheduling.support.TaskUtils;

/**
 * What all caches in Redis share, and what makes them.
 */
final class CacheEngine implements SmartLifecycle, DisposableBean {

	private static final Log log = LogFactory.getLog(CacheEngine.class);

	private static final Duration FIRST_CATCH_UP = Duration.ofSeconds(1);

	private static final Duration LAST_CATCH_UP = Duration.ofMinutes(1);

	private static final String THREADS = "redis-cache-";

	/** What waits for servers does not delay the renewal of leases. */
	private static final int SCHEDULER_THREADS = 3;

	private final CacheSettings settings;

	private final UnaryOperator<String> prefix;

	private final ValueSerializers serializers;

	private final CacheEvents events;

	private final RedisOutages outages;

	private final LoadSignals signals;

	private final ColdLoads loads;

	private final ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();

	private final SimpleAsyncTaskExecutor loadingThreads = new SimpleAsyncTaskExecutor(THREADS + "load-");

	private final NearCaches near;

	private final Map<String, NearCache> nearByName = new ConcurrentHashMap<>();

	private final List<SharedCache> caches = new CopyOnWriteArrayList<>();

	private final AtomicBoolean catchingUp = new AtomicBoolean();

	private volatile boolean running;

	CacheEngine(RedisConnectionFactory connectionFactory, KeyPrefix prefix, CacheSettings settings,
			ValueSerializers serializers, RedisOutages outages, CacheEvents events, @Nullable String nearObstacle) {
		this.serializers = serializers;
		String channel = prefix.name("cache-loads");
		this.settings = settings;
		this.prefix = prefix::key;
		this.events = events;
		this.scheduler.setPoolSize(SCHEDULER_THREADS);
		this.scheduler.setThreadNamePrefix(THREADS);
		this.scheduler.setDaemon(true);
		this.scheduler.setErrorHandler(TaskUtils.LOG_AND_SUPPRESS_ERROR_HANDLER);
		this.scheduler.initialize();
		this.loadingThreads.setDaemon(true);
		this.outages = outages;
		outages.beforeEnd(this::catchUp);
		this.signals = new LoadSignals(connectionFactory, channel);
		this.loads = new ColdLoads(new Leases(connectionFactory, channel), this.signals, this.scheduler);
		this.near = new NearCaches(connectionFactory, prefix, nearObstacle, this.scheduler);
	}

	RedisCache cache(String name, RedisCacheWriter writer, RedisCacheConfiguration configuration) {
		LostEvictions lost = new LostEvictions();
		CacheGuard guard = new CacheGuard(name, this.settings.of(name), this.outages, this.events, lost,
				this::catchUpLater);
		RedisCacheConfiguration dressed = dress(name, configuration);
		SharedCache cache = new SharedCache(name, writer, dressed, guard, lost, this.loads, near(name, dressed),
				this.events, this.loadingThreads);
		this.caches.add(cache);
		return cache;
	}

	private @Nullable NearCache near(String name, RedisCacheConfiguration configuration) {
		Namespace namespace = this.settings.of(name);
		// Where each read prolongs an entry's life it has to reach Redis.
		if (!namespace.near() || configuration.isTimeToIdleEnabled()) {
			return null;
		}
		byte[] prefix = key(name, configuration, "");
		// Servers tell of keys by what they begin with.
		if (Arrays.mismatch(prefix, key(name, configuration, "key")) != prefix.length) {
			log.warn("Cache %s keeps no copies in memory, since its own serializer changes how keys begin"
				.formatted(name));
			return null;
		}
		// Threads that ask for a new cache at once may make it twice.
		return this.nearByName.computeIfAbsent(name, (unknown) -> {
			NearCache near = this.near.add(prefix, namespace.sizeOrDefault(), namespace.staleness());
			this.events.near(name, near);
			return near;
		});
	}

	private static byte[] key(String name, RedisCacheConfiguration configuration, String key) {
		return ByteUtils
			.getBytes(configuration.getKeySerializationPair().write(configuration.getKeyPrefixFor(name) + key));
	}

	private boolean catchUp(Reach reach) {
		boolean all = true;
		for (SharedCache cache : this.caches) {
			try {
				all &= cache.catchUp(reach);
			}
			catch (RuntimeException ex) {
				// What one cache may not do another may.
				log.debug("Evictions of an outage cannot be sent yet", ex);
				all = false;
			}
		}
		return all;
	}

	/**
	 * After a failover the keys of a lost node are on another, whose outage never ends.
	 */
	private void catchUpLater() {
		if (this.catchingUp.compareAndSet(false, true)) {
			catchUpAfter(FIRST_CATCH_UP);
		}
	}

	@SuppressWarnings("FutureReturnValueIgnored") // failures are dealt with here
	private void catchUpAfter(Duration delay) {
		this.scheduler.schedule(() -> tryToCatchUp(delay), Instant.now().plus(delay));
	}

	private void tryToCatchUp(Duration delay) {
		this.catchingUp.set(false);
		boolean all = catchUp(this.outages.reach());
		// What is refused for good should not be sent for good.
		Duration next = delay.multipliedBy(2);
		if (!all && this.catchingUp.compareAndSet(false, true)) {
			catchUpAfter((next.compareTo(LAST_CATCH_UP) < 0) ? next : LAST_CATCH_UP);
		}
	}

	private RedisCacheConfiguration dress(String name, RedisCacheConfiguration configuration) {
		String names = configuration.usePrefix() ? configuration.getKeyPrefixFor(name) : "";
		String prefix = this.prefix.apply(names);
		RedisCacheConfiguration dressed = configuration.computePrefixWith((cache) -> prefix);
		Namespace namespace = this.settings.of(name);
		if (namespace.ttl() != null) {
			dressed = dressed.entryTtl(namespace.ttl());
		}
		RedisSerializer<?> serializer = this.serializers.of(namespace);
		return (serializer != null) ? dressed.serializeValuesWith(SerializationPair.fromSerializer(serializer))
				: dressed;
	}

	Map<String, Instant> outages() {
		return this.outages.lasting();
	}

	NearCaches near() {
		return this.near;
	}

	Map<String, NearCache> nearByName() {
		return Map.copyOf(this.nearByName);
	}

	CacheEvents events() {
		return this.events;
	}

	@Override
	public void start() {
		this.running = true;
		this.near.start();
	}

	/**
	 * Ends the subscription while there is still a connection to end it on.
	 */
	@Override
	public void stop() {
		this.running = false;
		this.signals.close();
		this.near.stop();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/**
	 * A start that fails ends without a stop.
	 */
	@Override
	public void destroy() {
		stop();
		this.scheduler.shutdown();
	}

}
