package dev.redisenv.startup;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.redisenv.diagnosis.Cause;
import dev.redisenv.diagnosis.Reason;
import io.lettuce.core.SocketOptions;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisNode;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.util.StringUtils;

/**
 * Asks the Redis of one connection whether it is there.
 */
final class FirstContact {

	/**
	 * What an answer may take beyond the connect.
	 */
	private static final Duration ANSWER = Duration.ofSeconds(1);

	private final String name;

	private final RedisConnectionFactory factory;

	private volatile @Nullable FutureTask<Void> begun;

	/**
	 * Creates a contact.
	 * @param name what the connection factory is called
	 * @param factory the connection factory
	 */
	FirstContact(String name, RedisConnectionFactory factory) {
		this.name = name;
		this.factory = factory;
	}

	/**
	 * Connects and asks, for as long as the client takes to connect and to end a command.
	 * @throws NoAnswerException where there is no answer
	 */
	void make() {
		try {
			ask();
		}
		catch (RuntimeException ex) {
			throw noAnswer(ex);
		}
	}

	/**
	 * Begins to connect and to ask, in a thread of its own.
	 */
	void begin() {
		this.begun = attempt();
	}

	/**
	 * Takes back what {@link #begin()} began.
	 */
	void cancel() {
		FutureTask<Void> attempt = this.begun;
		if (attempt != null) {
			attempt.cancel(true);
		}
	}

	private FutureTask<Void> attempt() {
		FutureTask<Void> attempt = new FutureTask<>(this::ask, null);
		Thread thread = new Thread(attempt, "redis-startup");
		thread.setDaemon(true);
		thread.start();
		return attempt;
	}

	/**
	 * Connects and asks, for no longer than a connect may take, and a second. What
	 * {@link #begin()} began goes on. Where that has ended, whatever came of it, the
	 * question is repeated, which costs little once there is a connection.
	 * @throws NoAnswerException where there is no answer in time
	 */
	void makeInTime() {
		FutureTask<Void> begun = this.begun;
		FutureTask<Void> attempt = (begun != null && !begun.isDone()) ? begun : attempt();
		Duration limit = connectTimeout().plus(ANSWER);
		try {
			attempt.get(limit.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException ex) {
			throw noAnswer(Objects.requireNonNullElse(ex.getCause(), ex));
		}
		catch (TimeoutException ex) {
			throw new NoAnswerException(this.factory, servers(),
					"There was no answer within %d ms.".formatted(limit.toMillis()), ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while connecting to Redis", ex);
		}
		finally {
			// Or closing the connection would wait for it.
			attempt.cancel(true);
		}
	}

	/**
	 * That a user may not send PING is an answer. A cluster answers by what nodes it has:
	 * one that is silent does not keep the application from the others.
	 */
	private void ask() {
		try (RedisConnection connection = this.factory.getConnection()) {
			if (connection instanceof RedisClusterConnection cluster) {
				cluster.clusterGetNodes();
			}
			else {
				connection.ping();
			}
		}
		catch (RuntimeException ex) {
			if (Cause.of(ex, false) != Cause.NOPERM) {
				throw ex;
			}
		}
	}

	private NoAnswerException noAnswer(Throwable failure) {
		String reason = Reason.of(failure);
		return new NoAnswerException(this.factory, servers(), reason.endsWith(".") ? reason : reason + ".", failure);
	}

	private Duration connectTimeout() {
		if (this.factory instanceof LettuceConnectionFactory lettuce) {
			return lettuce.getClientConfiguration()
				.getClientOptions()
				.map((options) -> options.getSocketOptions().getConnectTimeout())
				.orElse(SocketOptions.DEFAULT_CONNECT_TIMEOUT_DURATION);
		}
		return SocketOptions.DEFAULT_CONNECT_TIMEOUT_DURATION;
	}

	private String servers() {
		if (!(this.factory instanceof LettuceConnectionFactory lettuce)) {
			return "the server of " + this.name;
		}
		RedisClusterConfiguration cluster = lettuce.getClusterConfiguration();
		RedisSentinelConfiguration sentinel = lettuce.getSentinelConfiguration();
		if (cluster != null) {
			return StringUtils.collectionToCommaDelimitedString(cluster.getClusterNodes());
		}
		if (sentinel != null) {
			return "the master of the Sentinels "
					+ StringUtils.collectionToCommaDelimitedString(sentinel.getSentinels());
		}
		return new RedisNode(lettuce.getHostName(), lettuce.getPort()).toString();
	}

}
