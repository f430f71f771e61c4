package dev.redisenv.cache;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import org.springframework.core.io.ClassPathResource;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;
import org.springframework.data.redis.serializer.RedisSerializer;

/**
 * Leases of loads: of all instances, only the one that holds the lease of a key loads it.
 * A lease has an owner's token and an end. It lies beside the key that it is for, among
 * the cache's own keys, so that clearing the cache ends it.
 */
final class Leases {

	static final String SCRIPTS = "META-INF/scripts/cache/";

	private static final byte[] SUFFIX = "::lease".getBytes(StandardCharsets.UTF_8);

	private static final RedisScript<Long> RENEW = script("renew");

	private static final RedisScript<Long> RELEASE = script("release");

	private final RedisTemplate<byte[], byte[]> redis = new RedisTemplate<>();

	private final byte[] channel;

	/**
	 * Creates leases.
	 * @param channel where the end of a load is told
	 */
	Leases(RedisConnectionFactory connectionFactory, String channel) {
		this.redis.setConnectionFactory(connectionFactory);
		this.redis.setKeySerializer(RedisSerializer.byteArray());
		this.redis.setValueSerializer(RedisSerializer.byteArray());
		this.redis.afterPropertiesSet();
		this.channel = channel.getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Takes the lease of a key.
	 * @return the lease, or {@code null} where another owner has it
	 */
	@Nullable Lease take(byte[] key, Duration length) {
		Lease lease = new Lease(key, length);
		return Boolean.TRUE.equals(this.redis.opsForValue().setIfAbsent(lease.key, lease.token, length)) ? lease : null;
	}

	/**
	 * Ends the lease of a key, whoever has it: what is being loaded is out of date.
	 */
	void revoke(byte[] key) {
		this.redis.unlink(leaseKey(key));
	}

	/**
	 * Returns when the lease of a key ends, unless it is renewed.
	 * @return the time until then; zero where nobody has the lease
	 */
	Duration remaining(byte[] key) {
		Long millis = this.redis.getExpire(leaseKey(key), TimeUnit.MILLISECONDS);
		return Duration.ofMillis((millis != null) ? Math.max(millis, 0) : 0);
	}

	private static RedisScript<Long> script(String verb) {
		return RedisScript.of(new ClassPathResource(SCRIPTS + verb + ".lua"), Long.class);
	}

	private static byte[] leaseKey(byte[] key) {
		byte[] leaseKey = new byte[key.length + SUFFIX.length];
		System.arraycopy(key, 0, leaseKey, 0, key.length);
		System.arraycopy(SUFFIX, 0, leaseKey, key.length, SUFFIX.length);
		return leaseKey;
	}

	/**
	 * A lease that was taken.
	 */
	final class Lease {

		private final byte[] loadedKey;

		private final byte[] key;

		private final byte[] token = UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);

		private final Duration length;

		private Lease(byte[] loadedKey, Duration length) {
			this.loadedKey = loadedKey;
			this.key = leaseKey(loadedKey);
			this.length = length;
		}

		Duration length() {
			return this.length;
		}

		/**
		 * Makes the lease last for its full length again.
		 * @return {@code false} when it has ended
		 */
		boolean renew() {
			byte[] millis = String.valueOf(this.length.toMillis()).getBytes(StandardCharsets.US_ASCII);
			return isTrue(Leases.this.redis.execute(RENEW, List.of(this.key), this.token, millis));
		}

		/**
		 * Ends the lease, unless it has ended or is another's, and wakes who waits.
		 * @return {@code false} when it had ended
		 */
		boolean release() {
			return isTrue(Leases.this.redis.execute(RELEASE, List.of(this.key), this.token, Leases.this.channel,
					this.loadedKey));
		}

		private static boolean isTrue(@Nullable Long result) {
			return result != null && result == 1;
		}

	}

}
