package dev.redisenv.failover;

import java.net.SocketAddress;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.WeakHashMap;
import java.util.function.Predicate;

import io.lettuce.core.protocol.CommandHandler;
import io.lettuce.core.protocol.CommandWrapper;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.protocol.RedisHandshakeHandler;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Watches over all links of a client, subscriptions and blocking reads included.
 */
final class LinkWatch implements NettyCustomizer {

	private static final Log log = LogFactory.getLog(LinkWatch.class);

	private static final int SILENT_AFTER_SECONDS = 1;

	/**
	 * How many commands of concurrent callers go out at once. The server begins with
	 * these while the next are written.
	 */
	private static final int FLUSH_AFTER = 32;

	private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

	/** How often a command was sent, of those that were sent again. */
	private final Map<RedisCommand<?, ?, ?>, Integer> attempts = Collections.synchronizedMap(new WeakHashMap<>());

	private final int maxAttempts;

	private final List<NettyCustomizer> others;

	/**
	 * Creates the watch.
	 * @param maxAttempts how often a command may be sent that is safe to repeat
	 * @param others those of the application, of which Lettuce takes but one
	 */
	LinkWatch(int maxAttempts, List<NettyCustomizer> others) {
		this.maxAttempts = maxAttempts;
		this.others = List.copyOf(others);
	}

	/**
	 * Returns the watch over the links of a client.
	 * @return {@code null} where the application has put something else in its place
	 */
	static @Nullable LinkWatch of(ClientResources resources) {
		if (resources.nettyCustomizer() instanceof LinkWatch watch) {
			return watch;
		}
		log.warn("A NettyCustomizer takes the place of the watch over links: commands may be sent twice, and links "
				+ "that hang are not closed. Declare it as a bean, so that both are used.");
		return null;
	}

	@Override
	public void afterBootstrapInitialized(Bootstrap bootstrap) {
		this.others.forEach((other) -> other.afterBootstrapInitialized(bootstrap));
	}

	@Override
	public void afterChannelInitialized(Channel channel) {
		this.others.forEach((other) -> other.afterChannelInitialized(channel));
		ChannelPipeline pipeline = channel.pipeline();
		ChannelHandlerContext handshake = pipeline.context(RedisHandshakeHandler.class);
		// Nearer to the socket than whatever closes the link, so that this flushes first.
		pipeline.addBefore(handshake.name(), null, new FlushConsolidationHandler(FLUSH_AFTER, true));
		pipeline.addBefore(handshake.name(), null, new ReasonFirst((RedisHandshakeHandler) handshake.handler()));
		ChannelHandlerContext commands = pipeline.context(CommandHandler.class);
		pipeline.addBefore(commands.name(), null, new IdleStateHandler(SILENT_AFTER_SECONDS, 0, 0));
		pipeline.addBefore(commands.name(), null, new Link(this, (CommandHandler) commands.handler()));
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
	void closeSilent(Link dead) {
		SocketAddress server = dead.server();
		log.warn("A link to %s is closed: a command was not answered in time, and nothing else was".formatted(server));
		close((link) -> link == dead || (link.isSilent() && Objects.equals(link.server(), server)));
	}

	/**
	 * Closes links, also those that are still being opened.
	 */
	@SuppressWarnings("FutureReturnValueIgnored") // nobody waits for the end of a link
	void close(Predicate<Link> links) {
		this.channels.close((channel) -> {
			Link link = channel.pipeline().get(Link.class);
			return link != null && links.test(link);
		});
	}

}
