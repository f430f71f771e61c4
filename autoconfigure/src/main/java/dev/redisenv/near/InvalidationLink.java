package dev.redisenv.near;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import io.lettuce.core.RedisBusyException;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.TrackingArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.push.PushMessage;

import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.util.ByteUtils;

/**
 * A link to one master that tells of changed keys.
 * <p>
 * The server sends the news of one turn of its event loop with the answers of that turn,
 * and reads the next command after that. So whoever gets an answer to a command that was
 * sent at some time has all news of changes before that time. The command that proves it
 * is an UNLINK of a key that is not there: a server that is no master any longer, or has
 * given the slot away, refuses it, and one that is writes nothing.
 */
final class InvalidationLink {

	/** What servers see as the name of these links. */
	private static final byte[] CLIENT_NAME = "redis-env-near".getBytes(StandardCharsets.US_ASCII);

	/** Longest wait for one answer, where the client itself has no limit. */
	private static final Duration LIMIT = Duration.ofSeconds(5);

	/** What was refused may be allowed one day. */
	private static final Duration UNTIL_ALLOWED = Duration.ofMinutes(1);

	private final StatefulRedisConnection<byte[], byte[]> connection;

	private final RedisAsyncCommands<byte[], byte[]> commands;

	private final byte[] probe;

	private final Invalidations target;

	private volatile boolean probeInvalidated;

	/** From then on the server does not know what it should tell. */
	private volatile boolean lost;

	private volatile long provenAt;

	/** When the last heartbeat was sent. */
	private long sent;

	private CompletableFuture<?> heartbeat = CompletableFuture.completedFuture(null);

	InvalidationLink(StatefulRedisConnection<byte[], byte[]> connection, byte[] probe, Invalidations target) {
		this.connection = connection;
		this.commands = connection.async();
		this.probe = probe;
		this.target = target;
		connection.addListener(this::pushed);
		connection.addListener(new RedisConnectionStateListener() {

			@Override
			public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
				InvalidationLink.this.lost = true;
			}

		});
	}

	/**
	 * The client goes on after a failure of this, and then no heartbeat would prove
	 * anything.
	 */
	private void pushed(PushMessage message) {
		if (!message.getType().equals("invalidate")) {
			return;
		}
		try {
			passOn(message);
		}
		catch (RuntimeException | Error ex) {
			close();
			throw ex;
		}
	}

	private void passOn(PushMessage message) {
		Object keys = message.getContent(ByteUtils::getBytes).get(1);
		if (keys instanceof List<?> changed) {
			changed.forEach((key) -> changed((byte[]) key));
		}
		else {
			// After FLUSHALL and FLUSHDB
			this.target.reset();
		}
	}

	private void changed(byte[] key) {
		if (Arrays.equals(key, this.probe)) {
			this.probeInvalidated = true;
		}
		this.target.changed(key);
	}

	/**
	 * Asks for news, and finds out whether they come, which some servers and proxies
	 * leave out without a word.
	 * @param prefixes what the keys begin with, each byte as a character
	 * @param change changes a key for a moment
	 * @throws Refusal when news do not come
	 * @throws RuntimeException for any other failure
	 */
	@SuppressWarnings("FutureReturnValueIgnored") // a name is not needed
	void track(List<String> prefixes, Consumer<byte[]> change) {
		this.commands.clientSetname(CLIENT_NAME);
		try {
			await(this.commands.clientTracking(TrackingArgs.Builder.enabled()
				.bcast()
				.prefixes(StandardCharsets.ISO_8859_1, prefixes.toArray(String[]::new))));
			prove(change);
			await(timeToLive(this.probe));
		}
		catch (RedisCommandExecutionException ex) {
			String answer = Objects.requireNonNullElse(ex.getMessage(), "");
			if (answer.startsWith("ERR") || answer.startsWith("NOPERM")) {
				throw new Refusal("the server refuses: " + answer, UNTIL_ALLOWED);
			}
			throw ex;
		}
	}

	/**
	 * Finds out whether this is the server that the application writes to, and closes the
	 * link if not.
	 * @param change changes a key for a moment
	 */
	void proveAgain(Consumer<byte[]> change) {
		this.probeInvalidated = false;
		try {
			prove(change);
		}
		catch (RuntimeException ex) {
			// The next link will say what is wrong.
			close();
		}
	}

	private void prove(Consumer<byte[]> change) {
		change.accept(this.probe);
		long start = System.nanoTime();
		await(this.commands.unlink(this.probe));
		if (!this.probeInvalidated) {
			throw new Refusal("the server did not tell of a change", Duration.ZERO);
		}
		this.provenAt = start;
	}

	private static void await(CompletionStage<?> answer) {
		try {
			answer.toCompletableFuture().get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof RuntimeException failure) ? failure : new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted", ex);
		}
		catch (TimeoutException ex) {
			throw new QueryTimeoutException("No answer within %d s".formatted(LIMIT.toSeconds()));
		}
	}

	/**
	 * Sends a heartbeat, unless there is no answer to the last one.
	 * @param patience after so long without an answer the link is given up
	 */
	void beat(Duration patience) {
		if (!this.heartbeat.isDone()) {
			if (System.nanoTime() - this.sent > patience.toNanos()) {
				close();
			}
			return;
		}
		long start = System.nanoTime();
		this.sent = start;
		this.heartbeat = this.commands.unlink(this.probe).toCompletableFuture().whenComplete((count, failure) -> {
			if (failure == null || isOfMasterThatTakesNoWrites(failure)) {
				if (!this.lost) {
					this.provenAt = start;
				}
			}
			// The server answers while a script runs, but holds news back until its end.
			else if (!(failure instanceof RedisBusyException)) {
				close();
			}
		});
	}

	/**
	 * It cannot save them, or has too few replicas. Others than masters say neither.
	 */
	private static boolean isOfMasterThatTakesNoWrites(Throwable failure) {
		String answer = String.valueOf(failure.getMessage());
		return failure instanceof RedisCommandExecutionException
				&& (answer.startsWith("MISCONF") || answer.startsWith("NOREPLICAS"));
	}

	/**
	 * Asks how long a key lives.
	 */
	CompletionStage<Long> timeToLive(byte[] key) {
		return this.commands.pttl(key);
	}

	/**
	 * Returns a time before which no change is unknown here.
	 */
	long provenAt() {
		return this.provenAt;
	}

	boolean isLost() {
		return this.lost;
	}

	@SuppressWarnings("FutureReturnValueIgnored") // nobody waits for the end of a link
	void close() {
		this.lost = true;
		this.connection.closeAsync();
	}

}
