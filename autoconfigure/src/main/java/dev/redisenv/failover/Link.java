package dev.redisenv.failover;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import io.lettuce.core.ConnectionBuilder;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.protocol.CommandHandler;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.protocol.RedisHandshakeHandler;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.timeout.IdleStateEvent;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * One link. It stands before Lettuce's own handler, and so is told of a loss before that
 * one keeps all commands for the next link.
 */
final class Link extends ChannelDuplexHandler {

	private static final Log log = LogFactory.getLog(Link.class);

	private static final ByteBuf READ_ONLY = Unpooled
		.unreleasableBuffer(Unpooled.copiedBuffer("-READONLY", StandardCharsets.US_ASCII));

	/**
	 * Who writes to a replica all the time gets no new link for every answer.
	 */
	private static final Duration SETTLED = Duration.ofSeconds(1);

	private final long opened = System.nanoTime();

	private final LinkWatch watch;

	private final CommandHandler commands;

	private final LogInAlone logIns;

	/** Where it leads. */
	private volatile @Nullable SocketAddress server;

	/** What the client was told to connect to. */
	private volatile @Nullable String uri;

	private volatile boolean silent;

	Link(LinkWatch watch, CommandHandler commands) {
		this.watch = watch;
		this.commands = commands;
		this.logIns = new LogInAlone(commands.getStack());
	}

	/**
	 * Returns where it leads, from the moment on when it is dialled.
	 */
	@Nullable SocketAddress server() {
		return this.server;
	}

	/**
	 * Returns whether it belongs to what a client was told to connect to.
	 */
	boolean isFor(RedisURI uri) {
		return uri.toString().equals(this.uri);
	}

	/**
	 * Returns whether nothing has come for a while.
	 */
	boolean isSilent() {
		return this.silent;
	}

	@Override
	@SuppressWarnings("FutureReturnValueIgnored") // the promise tells
	public void connect(ChannelHandlerContext context, SocketAddress remote, @Nullable SocketAddress local,
			ChannelPromise promise) {
		this.server = remote;
		this.uri = context.channel().attr(ConnectionBuilder.REDIS_URI).get();
		context.connect(remote, local, promise);
	}

	/**
	 * Tells that the handshake is over: its own log-in has nothing beside it.
	 */
	@Override
	public void channelActive(ChannelHandlerContext context) {
		ChannelPipeline pipeline = context.pipeline();
		pipeline.addAfter(pipeline.context(this.commands).name(), null, this.logIns);
		context.fireChannelActive();
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (this.silent) {
			this.silent = false;
		}
		boolean demoted = message instanceof ByteBuf bytes && startsWith(bytes, READ_ONLY);
		context.fireChannelRead(message);
		if (demoted && System.nanoTime() - this.opened > SETTLED.toNanos()) {
			log.warn("A link to %s is closed: the server is a replica by now"
				.formatted(context.channel().remoteAddress()));
			close(context);
		}
	}

	@SuppressWarnings("FutureReturnValueIgnored") // nobody waits for the end of a link
	private static void close(ChannelHandlerContext context) {
		context.close();
	}

	private static boolean startsWith(ByteBuf bytes, ByteBuf start) {
		int length = start.readableBytes();
		return bytes.readableBytes() >= length
				&& ByteBufUtil.equals(bytes, bytes.readerIndex(), start, start.readerIndex(), length);
	}

	/**
	 * A command that was given up and is not answered is one that has timed out.
	 */
	@Override
	public void userEventTriggered(ChannelHandlerContext context, Object event) {
		if (event instanceof IdleStateEvent) {
			this.silent = true;
			RedisCommand<?, ?, ?> oldest = this.commands.getStack().peek();
			if (oldest != null && oldest.isDone() && !oldest.isCancelled()) {
				this.watch.closeSilent(this);
			}
		}
		context.fireUserEventTriggered(event);
	}

	/**
	 * Closes a link that was reset. Lettuce would end its oldest command first, whatever
	 * that is.
	 */
	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
		if (failure instanceof IOException && isEstablished(context)) {
			log.debug("A link was reset", failure);
			close(context);
		}
		else {
			context.fireExceptionCaught(failure);
		}
	}

	/**
	 * Ends the commands that were sent and not answered, but for those that may be sent
	 * again.
	 */
	@Override
	public void channelInactive(ChannelHandlerContext context) {
		try {
			if (isEstablished(context)) {
				endCommands();
			}
		}
		finally {
			// Whoever waits for a command may throw.
			this.logIns.handOver();
			context.fireChannelInactive();
		}
	}

	private void endCommands() {
		for (RedisCommand<?, ?, ?> command : List.copyOf(this.commands.getStack())) {
			if (!this.watch.mayRepeat(command)) {
				command.completeExceptionally(new RedisConnectionException(
						"The link to Redis was lost before the answer; the command may have been executed"));
			}
		}
	}

	private static boolean isEstablished(ChannelHandlerContext context) {
		RedisHandshakeHandler handshake = context.pipeline().get(RedisHandshakeHandler.class);
		return handshake == null || handshake.channelInitialized().toCompletableFuture().isDone();
	}

}
