package dev.redisenv.health;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.redisenv.diagnosis.Reason;
import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Asks a server whether it is there, and never waits for longer than a second. Opening a
 * connection may take much longer: it goes on in a thread of its own, and who asks again
 * meanwhile waits for the same attempt, so that attempts never pile up.
 */
final class Probe {

	private static final Duration LIMIT = Duration.ofSeconds(1);

	private final String name;

	private final RedisConnectionFactory factory;

	private final Whereabouts whereabouts;

	private final Duration limit;

	/**
	 * A PING ends before the probe does, which so still hears which nodes are silent.
	 */
	private final Duration patience;

	/** Guarded by this. */
	private @Nullable CompletableFuture<Pong> attempt;

	private volatile @Nullable Line line;

	private volatile @Nullable String server;

	private volatile boolean ever;

	/** Whether the server answered the last time; {@code null} before the first. */
	private volatile @Nullable Boolean answered;

	/** Why the last attempt that ended by itself failed. */
	private volatile @Nullable String failure;

	/**
	 * Creates a probe.
	 * @param name what operators call the connection
	 * @param factory where connections come from
	 */
	Probe(String name, RedisConnectionFactory factory) {
		this.name = name;
		this.factory = factory;
		this.whereabouts = Whereabouts.of(factory);
		this.limit = isLettuce()
				? shorter(((LettuceConnectionFactory) factory).getClientConfiguration().getCommandTimeout()) : LIMIT;
		this.patience = this.limit.multipliedBy(4).dividedBy(5);
	}

	private static Duration shorter(Duration commandTimeout) {
		return (!commandTimeout.isZero() && commandTimeout.compareTo(LIMIT) < 0) ? commandTimeout : LIMIT;
	}

	String name() {
		return this.name;
	}

	RedisConnectionFactory factory() {
		return this.factory;
	}

	Whereabouts whereabouts() {
		return this.whereabouts;
	}

	/**
	 * Returns whether the server answers, as far as that is known without asking.
	 * @return {@code null} where it was never asked
	 */
	@Nullable Boolean connected() {
		Line line = this.line;
		return (this.answered != null) ? this.answered && line != null && line.isUp() : null;
	}

	/**
	 * Sends a PING, and waits for the answer.
	 */
	Answer ask() {
		try {
			Pong pong = attempt().get(this.limit.toNanos(), TimeUnit.NANOSECONDS);
			return new Answer(pong, true, pong.trouble(), this.server);
		}
		catch (ExecutionException | TimeoutException ex) {
			// The attempt itself notes why it failed; or it goes on.
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.answered = false;
		this.server = null;
		String failure = this.failure;
		return new Answer(null, this.ever, (failure != null) ? failure : silence(), null);
	}

	private String silence() {
		return "Redis did not answer within %s.".formatted(
				(this.limit.toMillis() % 1000 == 0) ? this.limit.toSeconds() + " s" : this.limit.toMillis() + " ms");
	}

	private synchronized CompletableFuture<Pong> attempt() {
		if (this.attempt == null || this.attempt.isDone()) {
			this.attempt = CompletableFuture.supplyAsync(this::dial, Probe::run).whenComplete(this::note);
		}
		return this.attempt;
	}

	private static void run(Runnable attempt) {
		Thread thread = new Thread(attempt, "redis-health");
		thread.setDaemon(true);
		thread.start();
	}

	private void note(@Nullable Pong pong, @Nullable Throwable failure) {
		if (pong != null) {
			this.answered = pong.trouble() == null;
			this.failure = null;
		}
		else if (failure != null && !(NestedExceptionUtils.getMostSpecificCause(failure) instanceof TimeoutException)) {
			this.failure = Reason.of(failure);
		}
	}

	private Pong dial() {
		try (RedisConnection connection = this.factory.getConnection()) {
			Line line = line(connection);
			line.watch(() -> this.server = null, this.line);
			this.line = line;
			Pong pong = line.ping(this.patience);
			this.ever = true;
			if (this.server == null) {
				this.server = server(line);
			}
			return pong;
		}
		catch (ExecutionException | TimeoutException | InterruptedException ex) {
			throw new CompletionException(ex);
		}
	}

	private Line line(RedisConnection connection) {
		if (!isLettuce()) {
			return new PlainLine(connection);
		}
		Object commands = connection.getNativeConnection();
		// Lettuce hands out no link on which a server has not answered yet.
		this.ever = true;
		return new LettuceLine(commands, ((LettuceConnectionFactory) this.factory).getShareNativeConnection());
	}

	private boolean isLettuce() {
		return Whereabouts.LETTUCE && this.factory instanceof LettuceConnectionFactory;
	}

	private @Nullable String server(Line line) throws InterruptedException {
		try {
			return ServerName.of(line.info(this.patience));
		}
		catch (TimeoutException ex) {
			// It is asked again with the next PING.
			return null;
		}
	}

}
