package dev.redisenv.failover;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.protocol.RedisHandshakeHandler;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;

/**
 * Lets a handshake fail for its reason. Lettuce closes the link before it tells the
 * reason, from whatever thread that came; what it then makes of the end of the link is
 * often faster, and says nothing. So Lettuce's close waits a moment. The news of an end
 * do not wait: a moment later the link has no handlers that would open it again.
 */
final class ReasonFirst extends ChannelDuplexHandler {

	private static final long PAUSE_MILLIS = 50;

	private final RedisHandshakeHandler handshake;

	/** Who waits for the end of the link to tell a reason. */
	private final Queue<ChannelPromise> reasons = new ArrayDeque<>();

	ReasonFirst(RedisHandshakeHandler handshake) {
		this.handshake = handshake;
	}

	@Override
	@SuppressWarnings("FutureReturnValueIgnored") // the promise tells
	public void close(ChannelHandlerContext context, ChannelPromise promise) {
		if (this.handshake.channelInitialized().toCompletableFuture().isDone() || !context.channel().isActive()
				|| context.executor().isShuttingDown()) {
			context.close(promise);
		}
		else {
			this.reasons.add(promise);
			context.executor().schedule(() -> closeForReasons(context), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		closeForReasons(context);
		context.fireChannelInactive();
	}

	@SuppressWarnings("FutureReturnValueIgnored") // the promises tell
	private void closeForReasons(ChannelHandlerContext context) {
		while (!this.reasons.isEmpty()) {
			context.close(this.reasons.remove());
		}
	}

}
