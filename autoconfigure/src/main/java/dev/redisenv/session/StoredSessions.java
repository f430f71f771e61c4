package dev.redisenv.session;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.core.io.ClassPathResource;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;
import org.springframework.data.redis.serializer.RedisSerializer;

/**
 * Sessions as they are stored: fields and serialized values, read and written by scripts.
 */
final class StoredSessions {

	static final String SCRIPTS = "META-INF/scripts/session/";

	private static final RedisScript<?> READ = script("read", List.class);

	private static final RedisScript<?> WRITE = script("write", Long.class);

	private static final RedisScript<?> LOOK = script("look", List.class);

	private static final RedisScript<?> CREATE = script("create", Long.class);

	private final RedisTemplate<String, Object> redis;

	private final RedisSerializer<Object> serializer;

	StoredSessions(RedisTemplate<String, Object> redis, RedisSerializer<Object> serializer) {
		this.redis = redis;
		this.serializer = serializer;
	}

	/**
	 * Reads a session and stores the access, if the session lives as long as sessions
	 * usually do.
	 * @param now the time of the access, in ms since the epoch
	 * @param interval how long sessions usually live
	 */
	Stored access(String key, long now, Duration interval) {
		boolean ends = interval.toSeconds() > 0;
		List<?> answer = (List<?>) run(READ, key, serialized(now),
				ends ? serialized((int) interval.toSeconds()) : new byte[0],
				text(Long.toString(now + interval.toMillis())));
		Map<String, byte[]> fields = new HashMap<>();
		Iterator<?> words = ((List<?>) answer.get(1)).iterator();
		while (words.hasNext()) {
			fields.put(new String((byte[]) words.next(), StandardCharsets.UTF_8), (byte[]) words.next());
		}
		return new Stored(Long.valueOf(1).equals(answer.get(0)), fields);
	}

	/**
	 * Stores a session once more, with its expiry, by scripts that have one key each.
	 * @return {@code false} where there is no such session
	 */
	boolean copy(String key, String newKey) {
		List<?> answer = (List<?>) run(LOOK, key);
		List<?> words = (List<?>) answer.get(1);
		if (words.isEmpty()) {
			return false;
		}
		run(CREATE, newKey, Stream.concat(Stream.of(text(answer.get(0).toString())), words.stream()).toArray());
		return true;
	}

	/**
	 * Writes fields of a session.
	 * @return {@code false} where there is no such session any more
	 */
	boolean write(String key, Map<String, byte[]> fields) {
		Object[] words = fields.entrySet()
			.stream()
			.flatMap((field) -> Stream.of(text(field.getKey()), field.getValue()))
			.toArray();
		return Long.valueOf(1).equals(run(WRITE, key, words));
	}

	Map<String, byte[]> serialized(Map<String, Object> values) {
		Map<String, byte[]> fields = new HashMap<>();
		values.forEach((name, value) -> fields.put(name, serialized(value)));
		return fields;
	}

	Map<String, Object> deserialized(Map<String, byte[]> fields) {
		Map<String, Object> values = new HashMap<>();
		fields.forEach((name, value) -> values.put(name, this.serializer.deserialize(value)));
		return values;
	}

	private static <T> RedisScript<T> script(String verb, Class<T> result) {
		return RedisScript.of(new ClassPathResource(SCRIPTS + verb + ".lua"), result);
	}

	@SuppressWarnings({ "unchecked", "rawtypes" })
	private Object run(RedisScript script, String key, Object... arguments) {
		RedisSerializer bytes = RedisSerializer.byteArray();
		return this.redis.execute(script, bytes, bytes, List.of(key), arguments);
	}

	private byte[] serialized(@Nullable Object value) {
		return this.serializer.serialize(value);
	}

	private static byte[] text(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * A session that was read.
	 *
	 * @param accessed whether the access is stored
	 * @param fields fields and values from before; empty where there is no session
	 */
	record Stored(boolean accessed, Map<String, byte[]> fields) {

	}

}
