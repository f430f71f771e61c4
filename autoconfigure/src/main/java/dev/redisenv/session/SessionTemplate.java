package dev.redisenv.session;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.BiFunction;

import dev.redisenv.connection.RedisOutages;
import dev.redisenv.contract.ClusterSafety;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.HashOperations;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.session.MapSession;
import org.springframework.session.data.redis.RedisSessionMapper;

/**
 * The template under Spring Session's own repository, which reads a session, notes the
 * time, and at the end of the request asks whether the session exists, writes what
 * changed and sets the expiry. Here reading stores the access and the expiry in the same
 * round trip, and writing asks in the same round trip whether the session exists. What
 * reading has stored is then not written again, so that nothing is left to send where
 * nothing else changed.
 * <p>
 * Reading knows the expiry only for sessions that live as long as sessions usually do:
 * values are serialized in a way that is up to the application, so that the server can
 * compare but not understand them. Other sessions are written at the end of the request.
 * <p>
 * Made for the few methods that the repository calls, and for nobody else.
 */
final class SessionTemplate extends RedisTemplate<String, Object> {

	private static final String CREATION_TIME = "creationTime";

	private static final String LAST_ACCESSED_TIME = "lastAccessedTime";

	/**
	 * The repository takes the time again after reading. A difference of up to this is
	 * the same access.
	 */
	private static final long SAME_ACCESS_MS = 1000;

	private final HashOperations<String, Object, Object> plainHash = super.opsForHash();

	private final Object hash = Proxy.newProxyInstance(HashOperations.class.getClassLoader(),
			new Class<?>[] { HashOperations.class }, this::invoke);

	/** When reading stored an access, by key, in ms since the epoch. */
	private final Recent<Long> accesses = new Recent<>();

	private final StoredSessions stored;

	/** Whether two keys may be in two slots, in a cluster or behind one endpoint. */
	private final boolean severalSlots;

	private final UnreadableSessions unreadable;

	private final RequestReads requestReads;

	private final RedisOutages outages;

	private final SessionStatus status;

	private volatile Duration interval = MapSession.DEFAULT_MAX_INACTIVE_INTERVAL;

	private volatile BiFunction<String, Map<String, Object>, MapSession> mapper = new RedisSessionMapper();

	@SuppressWarnings("unchecked")
	SessionTemplate(RedisTemplate<String, Object> original, ClusterSafety safety, RequestReads requestReads,
			RedisOutages outages, SessionStatus status) {
		this.outages = outages;
		// Perhaps nobody asks for a session for a long time.
		outages.beforeEnd((reach) -> status.commandSucceeded());
		this.requestReads = requestReads;
		this.status = status;
		this.unreadable = new UnreadableSessions(status);
		RedisConnectionFactory connectionFactory = original.getRequiredConnectionFactory();
		this.severalSlots = safety.safeMode()
				|| (connectionFactory instanceof LettuceConnectionFactory lettuce && lettuce.isClusterAware());
		setConnectionFactory(connectionFactory);
		setEnableDefaultSerializer(false);
		setKeySerializer(original.getKeySerializer());
		setValueSerializer(original.getValueSerializer());
		setHashKeySerializer(original.getHashKeySerializer());
		setHashValueSerializer(original.getHashValueSerializer());
		this.stored = new StoredSessions(this, (RedisSerializer<Object>) original.getHashValueSerializer());
		afterPropertiesSet();
	}

	/**
	 * Says how long sessions live that nobody set an interval for.
	 */
	void setInterval(Duration interval) {
		this.interval = interval;
	}

	void setMapper(BiFunction<String, Map<String, Object>, MapSession> mapper) {
		this.mapper = mapper;
	}

	@Override
	@SuppressWarnings("unchecked")
	public <HK, HV> HashOperations<String, HK, HV> opsForHash() {
		return (HashOperations<String, HK, HV>) this.hash;
	}

	@SuppressWarnings("unchecked")
	private @Nullable Object invoke(Object proxy, Method method, Object[] arguments) {
		switch (method.getName()) {
			case "entries" -> {
				return read((String) arguments[0]);
			}
			case "putAll" -> {
				write((String) arguments[0], (Map<String, Object>) arguments[1]);
				return null;
			}
			default -> throw new UnsupportedOperationException(method.getName());
		}
	}

	private Map<String, Object> read(String key) {
		Map<String, byte[]> read = this.requestReads.get(key);
		Map<String, byte[]> fields = (read != null) ? read : readIfAnswered(key);
		return fields.isEmpty() ? Map.of() : this.unreadable.guard(key, () -> session(key, fields));
	}

	/**
	 * Finds no session where the server does not answer. Even a request that needs none
	 * looks for one, and is so served.
	 */
	private Map<String, byte[]> readIfAnswered(String key) {
		try {
			failInOutage(key);
			return readAndAccess(key);
		}
		catch (DataAccessException ex) {
			if (this.outages.notice(text(key), ex)) {
				this.requestReads.unanswered(key);
				return Map.of();
			}
			throw ex;
		}
	}

	private void failInOutage(String key) {
		if (this.outages.concern(text(key))) {
			RedisConnectionFailureException failure = new RedisConnectionFailureException("Redis does not answer");
			this.status.commandFailed(failure);
			throw failure;
		}
	}

	private Map<String, byte[]> readAndAccess(String key) {
		long now = System.currentTimeMillis();
		StoredSessions.Stored stored = this.stored.access(key, now, this.interval);
		if (stored.accessed()) {
			this.accesses.put(key, now);
		}
		else {
			this.accesses.forget(key);
		}
		this.requestReads.put(key, stored.fields());
		return stored.fields();
	}

	private Map<String, Object> session(String key, Map<String, byte[]> fields) {
		Map<String, Object> session = this.stored.deserialized(fields);
		// Fails here and not in the repository, for which there would be no way back.
		MapSession unused = this.mapper.apply(key, session);
		return session;
	}

	private void write(String key, Map<String, Object> changes) {
		failInOutage(key);
		if (changes.size() == 1 && changes.get(LAST_ACCESSED_TIME) instanceof Long time && isStored(key, time)) {
			return;
		}
		if (changes.containsKey(CREATION_TIME)) {
			if (this.requestReads.lackAnswer()) {
				// It would take the place of a session that is still there.
				throw new RedisConnectionFailureException("The visitor's session could not be read");
			}
			this.plainHash.putAll(key, changes);
			return;
		}
		Map<String, byte[]> fields = this.stored.serialized(changes);
		if (!this.stored.write(key, fields)) {
			throw invalidated(key);
		}
		this.requestReads.update(key, fields);
	}

	private static byte[] text(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	@Override
	public Boolean expireAt(String key, Instant end) {
		return isStored(key, end.minus(this.interval).toEpochMilli()) || super.expireAt(key, end);
	}

	private boolean isStored(String key, long time) {
		Long stored = this.accesses.get(key);
		return stored != null && Math.abs(time - stored) <= SAME_ACCESS_MS;
	}

	/**
	 * Says yes without asking: writing finds out.
	 */
	@Override
	public Boolean hasKey(String key) {
		return true;
	}

	@Override
	public void rename(String oldKey, String newKey) {
		forget(oldKey);
		if (this.severalSlots) {
			move(oldKey, newKey);
		}
		else if (super.hasKey(oldKey)) {
			super.rename(oldKey, newKey);
		}
		else {
			throw invalidated(oldKey);
		}
	}

	/**
	 * Copies the session with its expiry, and removes the old one last: a failure in
	 * between loses nothing. What another request writes in between is lost; where it
	 * ends the session, the copy ends as well.
	 */
	private void move(String oldKey, String newKey) {
		if (!this.stored.copy(oldKey, newKey)) {
			throw invalidated(oldKey);
		}
		if (!super.delete(oldKey)) {
			super.delete(newKey);
			throw invalidated(oldKey);
		}
	}

	@Override
	public Boolean delete(String key) {
		forget(key);
		return super.delete(key);
	}

	/**
	 * What the repository throws itself.
	 */
	private IllegalStateException invalidated(String key) {
		forget(key);
		return new IllegalStateException("Session was invalidated");
	}

	private void forget(String key) {
		this.accesses.forget(key);
		this.requestReads.forget(key);
	}

	@Override
	public <T extends @Nullable Object> T execute(RedisCallback<T> action, boolean exposeConnection, boolean pipeline) {
		try {
			T result = super.execute(action, exposeConnection, pipeline);
			this.status.commandSucceeded();
			return result;
		}
		catch (RuntimeException ex) {
			this.status.commandFailed(ex);
			throw ex;
		}
	}

}
