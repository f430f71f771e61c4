package dev.redisenv.failover;

import java.net.SocketAddress;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.protocol.CommandHandler;
import io.lettuce.core.protocol.CommandWrapper;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Watches over all links of a client, subscriptions and blocking reads included.
 */
final class Links implements NettyCustomizer {

	private static final Log log = LogFactory.getLog(Links.class);

	private static final int SILENT_AFTER_SECONDS = 1;

	private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

	/** How often a command was sent, of those that were sent again. */
	private final Map<RedisCommand<?, ?, ?>, Integer> attempts = Collections.synchronizedMap(new WeakHashMap<>());

	private final int maxAttempts;

	/**
	 * Creates the watch.
	 * @param maxAttempts how often a command may be sent that is safe to repeat
	 */
	Links(int maxAttempts) {
		this.maxAttempts = maxAttempts;
	}

	@Override
	public void afterChannelInitialized(Channel channel) {
		ChannelHandlerContext commands = channel.pipeline().context(CommandHandler.class);
		channel.pipeline().addBefore(commands.name(), null, new IdleStateHandler(SILENT_AFTER_SECONDS, 0, 0));
		channel.pipeline().addBefore(commands.name(), null, new Link(this, (CommandHandler) commands.handler()));
		this.channels.add(channel);
	}

	/**
	 * Returns whether a command whose link is lost may be sent once more.
	 */
	boolean mayRepeat(RedisCommand<?, ?, ?> command) {
		return Repeatable.is(command) && this.attempts.merge(CommandWrapper.unwrap(command), 2,
				(attempts, two) -> attempts + 1) <= this.maxAttempts;
	}

	/**
	 * Closes a link whose server does not answer, and with it those to the same server
	 * that wait for nothing but news and so would not notice.
	 */
	void closeSilent(Channel dead) {
		SocketAddress server = dead.remoteAddress();
		log.warn("A link to %s is closed: a command was not answered in time, and nothing else was".formatted(server));
		dead.close();
		this.channels.close((other) -> server.equals(other.remoteAddress()) && isSilent(other));
	}

	private static boolean isSilent(Channel channel) {
		Link link = channel.pipeline().get(Link.class);
		return link != null && link.isSilent();
	}

}
