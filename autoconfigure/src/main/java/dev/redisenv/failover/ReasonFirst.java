package dev.redisenv.failover;

import java.util.concurrent.TimeUnit;

import io.lettuce.core.protocol.RedisHandshakeHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Lets a handshake fail for its reason. Lettuce closes the link before it tells the
 * reason, from whatever thread that came; what it then makes of the end of the link is
 * often faster, and says nothing.
 */
final class ReasonFirst extends ChannelInboundHandlerAdapter {

	private static final long PAUSE_MILLIS = 50;

	private final RedisHandshakeHandler handshake;

	ReasonFirst(RedisHandshakeHandler handshake) {
		this.handshake = handshake;
	}

	@Override
	@SuppressWarnings("FutureReturnValueIgnored") // nobody waits for the end of a link
	public void channelInactive(ChannelHandlerContext context) {
		if (this.handshake.channelInitialized().toCompletableFuture().isDone() || context.executor().isShuttingDown()) {
			context.fireChannelInactive();
		}
		else {
			context.executor().schedule(context::fireChannelInactive, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
		}
	}

}
