package dev.redisenv.failover;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.StringCodec;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * A server that is asked about masters, over a link of its own that no command of the
 * application delays. One question is under way at a time; one that is not answered in
 * time takes its link with it.
 */
final class Witness {

	private static final Log log = LogFactory.getLog(Witness.class);

	private static final Duration PATIENCE = Duration.ofSeconds(1);

	/** After so long without an answer a server counts as silent. */
	private static final Duration SILENCE = Duration.ofSeconds(3);

	private final RedisClient client;

	private final RedisURI server;

	private final RedisURI uri;

	/** When it answered last, or was chosen. */
	private volatile long heard = System.nanoTime();

	/** Guarded by this. */
	private @Nullable StatefulRedisConnection<String, String> link;

	/** What has not ended yet. Guarded by this. */
	private @Nullable Object underWay;

	/** When that began, or the last attempt ended. Guarded by this. */
	private long since;

	/** Whether the last attempt failed. Guarded by this. */
	private boolean failed;

	/** Guarded by this. */
	private boolean closed;

	/**
	 * Creates a witness.
	 * @param client opens links that do not reconnect by themselves
	 * @param server the server
	 */
	Witness(RedisClient client, RedisURI server) {
		this.client = client;
		this.server = server;
		this.uri = WitnessClient.uri(server);
	}

	RedisURI server() {
		return this.server;
	}

	/**
	 * Returns whether what it said is too old to rely on.
	 */
	boolean isSilent() {
		return System.nanoTime() - this.heard > SILENCE.toNanos();
	}

	/**
	 * Asks, unless the last question has no answer yet. Waits for nothing.
	 * @param question sends commands
	 * @param answer is told the answer; not called where there is none
	 */
	synchronized <T> void ask(Function<RedisAsyncCommands<String, String>, CompletionStage<T>> question,
			Consumer<T> answer) {
		boolean patient = System.nanoTime() - this.since < PATIENCE.toNanos();
		if (this.closed || (patient && (this.underWay != null || this.failed))) {
			return;
		}
		if (this.underWay != null) {
			hangUp();
		}
		try {
			if (this.link != null && this.link.isOpen()) {
				await(question.apply(this.link.async()), answer);
			}
			else {
				await(this.client.connectAsync(StringCodec.UTF8, this.uri), (opened) -> {
					this.link = opened;
					ask(question, answer);
				});
			}
		}
		catch (RuntimeException ex) {
			// A certificate that cannot be read, for example
			note(ex);
		}
	}

	private <T> void await(CompletionStage<T> stage, Consumer<T> next) {
		Object attempt = new Object();
		this.underWay = attempt;
		this.since = System.nanoTime();
		stage.whenComplete((value, failure) -> {
			synchronized (this) {
				if (this.underWay != attempt) {
					discard(value);
					return;
				}
				note(failure);
				if (failure == null) {
					this.heard = System.nanoTime();
					next.accept(value);
				}
			}
		});
	}

	private void note(@Nullable Throwable failure) {
		this.underWay = null;
		this.since = System.nanoTime();
		this.failed = failure != null;
		if (failure != null) {
			log.debug("No answer from a server that was asked for masters", failure);
		}
	}

	@SuppressWarnings("FutureReturnValueIgnored") // nobody waits for the end of a link
	private static void discard(@Nullable Object late) {
		if (late instanceof StatefulRedisConnection<?, ?> link) {
			link.closeAsync();
		}
	}

	synchronized void close() {
		this.closed = true;
		hangUp();
	}

	private void hangUp() {
		this.underWay = null;
		discard(this.link);
		this.link = null;
	}

}
