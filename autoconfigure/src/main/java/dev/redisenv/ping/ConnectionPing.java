package dev.redisenv.ping;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;

import io.lettuce.core.AbstractRedisAsyncCommands;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Pings the links that one connection shares among its commands: one, or in a cluster one
 * for each node. Only opening a link for the first time is waited for; answers are not,
 * so that no link delays another.
 */
final class ConnectionPing implements Runnable {

	private static final Log log = LogFactory.getLog(ConnectionPing.class);

	private final String name;

	private final LettuceConnectionFactory factory;

	private final Duration timeout;

	private final List<PingListener> listeners;

	/** The last PING of each link. */
	private final Map<Link, CompletableFuture<String>> last = new ConcurrentHashMap<>();

	ConnectionPing(String name, LettuceConnectionFactory factory, Duration timeout, List<PingListener> listeners) {
		this.name = name;
		this.factory = factory;
		this.timeout = timeout;
		this.listeners = List.copyOf(listeners);
	}

	/**
	 * Pings. A failure is reported, never thrown: the next PING may succeed.
	 */
	@Override
	public void run() {
		long start = System.nanoTime();
		try (RedisConnection connection = this.factory.getConnection()) {
			Map<Link, CompletableFuture<? extends StatefulRedisConnection<?, ?>>> links = links(
					connection.getNativeConnection());
			this.listeners.forEach((listener) -> listener.pinging(this.name, links.keySet()));
			this.last.keySet().retainAll(links.keySet());
			links.forEach(this::ping);
		}
		catch (RuntimeException ex) {
			Link link = new Link(this.name, null);
			this.listeners.forEach((listener) -> listener.pinging(this.name, Set.of(link)));
			failed(link, since(start), ex);
		}
	}

	private Map<Link, CompletableFuture<? extends StatefulRedisConnection<?, ?>>> links(Object commands) {
		Map<Link, CompletableFuture<? extends StatefulRedisConnection<?, ?>>> links = new LinkedHashMap<>();
		StatefulConnection<?, ?> connection = ((AbstractRedisAsyncCommands<?, ?>) commands).getConnection();
		if (connection instanceof StatefulRedisClusterConnection<?, ?> cluster) {
			for (RedisClusterNode node : cluster.getPartitions()) {
				RedisURI uri = node.getUri();
				// By address: commands do not use the links that are found by a node's
				// id.
				links.put(new Link(this.name, uri.getHost() + ":" + uri.getPort()),
						cluster.getConnectionAsync(uri.getHost(), uri.getPort()));
			}
		}
		else {
			links.put(new Link(this.name, null),
					CompletableFuture.completedFuture((StatefulRedisConnection<?, ?>) connection));
		}
		return links;
	}

	private void ping(Link link, CompletableFuture<? extends StatefulRedisConnection<?, ?>> opened) {
		CompletableFuture<String> last = this.last.get(link);
		if (last != null && !last.isDone()) {
			return;
		}
		long start = System.nanoTime();
		this.last.put(link,
				opened.thenApply(LinkPing::new)
					.thenCompose((ping) -> ping.send(this.timeout)
						.whenComplete((answer, failure) -> closeIfDead(link, ping, failure)))
					.whenComplete((answer, failure) -> {
						Duration duration = since(start);
						if (failure == null) {
							this.listeners.forEach((listener) -> listener.answered(link, duration));
						}
						else {
							failed(link, duration, failure);
						}
					}));
	}

	private void closeIfDead(Link link, LinkPing ping, @Nullable Throwable failure) {
		if (failure instanceof TimeoutException && ping.close()) {
			log.warn("No answer to a PING on " + link + " within " + this.timeout.toMillis()
					+ " ms: the link is closed and opened again");
			this.listeners.forEach((listener) -> listener.closed(link));
		}
	}

	private void failed(Link link, Duration duration, Throwable failure) {
		String reason = reason(failure);
		this.listeners.forEach((listener) -> listener.failed(link, duration, reason));
	}

	private String reason(Throwable failure) {
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		if (cause instanceof TimeoutException) {
			return "no answer within " + this.timeout.toMillis() + " ms";
		}
		String message = NestedExceptionUtils.getMostSpecificCause(cause).getMessage();
		return (message != null) ? message : cause.getClass().getSimpleName();
	}

	private static Duration since(long start) {
		return Duration.ofNanos(System.nanoTime() - start);
	}

}
