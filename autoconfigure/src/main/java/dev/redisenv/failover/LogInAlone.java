package dev.redisenv.failover;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.RedisCommand;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.Future;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Lets the log-in of a live link travel alone: it is sent when all before it is answered,
 * and what comes after it waits for its answer. Redis from 7.2 on and Valkey do not
 * answer a refused log-in while other answers of the link are on their way
 * (redis/redis#15640); every later answer would go to the wrong command.
 * <p>
 * It stands behind Lettuce's own handler, and so sees a command before that one expects
 * an answer. Lettuce writes commands of a live link one by one.
 */
final class LogInAlone extends ChannelDuplexHandler {

	private static final Log log = LogFactory.getLog(LogInAlone.class);

	/**
	 * An answer that is later has probably been dropped, and the next one would be taken
	 * for it.
	 */
	private static final int LIMIT_SECONDS = 5;

	/** What was sent. */
	private final Queue<RedisCommand<?, ?, ?>> unanswered;

	/** What was not sent yet. */
	private final Queue<Held> held = new ArrayDeque<>();

	/** Until when a log-in may stay without an answer, while one is under way. */
	private @Nullable Future<?> limit;

	LogInAlone(Queue<RedisCommand<?, ?, ?>> unanswered) {
		this.unanswered = unanswered;
	}

	@Override
	@SuppressWarnings("FutureReturnValueIgnored") // the promise tells
	public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
		if (message instanceof RedisCommand<?, ?, ?> command && (isBusy() || isLogIn(command))) {
			this.held.add(new Held(command, promise));
			writeHeld(context);
		}
		else {
			context.write(message, promise);
		}
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		if (isBusy()) {
			writeHeld(context);
			context.flush();
		}
		context.fireChannelReadComplete();
	}

	/**
	 * Puts what was not sent where Lettuce looks for what goes over the next link. To be
	 * called before Lettuce learns of the loss.
	 */
	void handOver() {
		endLimit();
		for (Held next = this.held.poll(); next != null; next = this.held.poll()) {
			this.unanswered.add(next.command());
			next.promise().trySuccess();
		}
	}

	private boolean isBusy() {
		return this.limit != null || !this.held.isEmpty();
	}

	private static boolean isLogIn(RedisCommand<?, ?, ?> command) {
		return command.getType() == CommandType.AUTH;
	}

	@SuppressWarnings("FutureReturnValueIgnored") // the promise tells
	private void writeHeld(ChannelHandlerContext context) {
		if (this.unanswered.isEmpty()) {
			endLimit();
		}
		Held next = this.held.peek();
		while (next != null && mayBeSent(next.command())) {
			this.held.remove();
			context.write(next.command(), next.promise());
			// Lettuce sends nothing that was given up
			if (isLogIn(next.command()) && !this.unanswered.isEmpty()) {
				this.limit = context.executor().schedule(() -> close(context), LIMIT_SECONDS, TimeUnit.SECONDS);
			}
			next = this.held.peek();
		}
	}

	private boolean mayBeSent(RedisCommand<?, ?, ?> command) {
		return this.limit == null && (!isLogIn(command) || this.unanswered.isEmpty());
	}

	private void endLimit() {
		if (this.limit != null) {
			this.limit.cancel(false);
			this.limit = null;
		}
	}

	@SuppressWarnings("FutureReturnValueIgnored") // nobody waits for the end of a link
	private static void close(ChannelHandlerContext context) {
		log.warn("A link to %s is closed: a log-in was not answered within %d seconds"
			.formatted(context.channel().remoteAddress(), LIMIT_SECONDS));
		context.close();
	}

	private record Held(RedisCommand<?, ?, ?> command, ChannelPromise promise) {

	}

}
