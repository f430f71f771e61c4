package dev.redisenv.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.lettuce.core.AbstractRedisAsyncCommands;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisAdvancedClusterAsyncCommands;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.models.partitions.Partitions;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.models.role.RedisNodeDescription;
import org.jspecify.annotations.Nullable;

/**
 * A line through Lettuce. Nothing that it sends is left waiting: what is not answered in
 * time is taken back.
 */
final class LettuceLine implements Line {

	private final RedisClusterAsyncCommands<byte[], byte[]> commands;

	private final @Nullable StatefulConnection<?, ?> link;

	/**
	 * Creates a line.
	 * @param commands the native commands of a connection
	 * @param shared whether the link outlives that connection
	 */
	@SuppressWarnings("unchecked")
	LettuceLine(Object commands, boolean shared) {
		this.commands = (RedisClusterAsyncCommands<byte[], byte[]>) commands;
		this.link = shared ? link(this.commands) : null;
	}

	/**
	 * A connection out of a pool hides its link.
	 */
	private static @Nullable StatefulConnection<?, ?> link(RedisClusterAsyncCommands<byte[], byte[]> commands) {
		return (commands instanceof AbstractRedisAsyncCommands<?, ?> async) ? async.getConnection() : null;
	}

	@Override
	public Pong ping(Duration limit) throws ExecutionException, TimeoutException, InterruptedException {
		long start = System.nanoTime();
		if (this.commands instanceof RedisAdvancedClusterAsyncCommands<byte[], byte[]> cluster) {
			return ping(cluster, start, limit);
		}
		answered(this.commands.ping(), start, limit);
		return new Pong(since(start), null, Map.of());
	}

	private Pong ping(RedisAdvancedClusterAsyncCommands<byte[], byte[]> cluster, long start, Duration limit)
			throws ExecutionException, TimeoutException, InterruptedException {
		Map<RedisClusterNode, CompletableFuture<String>> pings = cluster.upstream().commands().ping().asMap();
		List<String> silent = new ArrayList<>();
		for (Map.Entry<RedisClusterNode, CompletableFuture<String>> ping : pings.entrySet()) {
			try {
				answered(ping.getValue(), start, limit);
			}
			catch (TimeoutException | ExecutionException ex) {
				silent.add(name(ping.getKey()));
			}
		}
		if (silent.size() == pings.size()) {
			throw new TimeoutException();
		}
		String trouble = silent.isEmpty() ? null : "%d of %d masters answer: not %s."
			.formatted(pings.size() - silent.size(), pings.size(), String.join(", ", silent));
		return new Pong(since(start), trouble, nodes());
	}

	private Map<String, Object> nodes() {
		if (!(link(this.commands) instanceof StatefulRedisClusterConnection<?, ?> cluster)) {
			return Map.of();
		}
		Map<String, Object> nodes = new LinkedHashMap<>();
		nodes.put("masters", names(cluster.getPartitions(), true));
		nodes.put("replicas", names(cluster.getPartitions(), false));
		return nodes;
	}

	private static List<String> names(Partitions nodes, boolean masters) {
		return nodes.stream()
			.filter((node) -> node.getRole().isUpstream() == masters)
			.map(LettuceLine::name)
			.sorted()
			.toList();
	}

	private static String name(RedisNodeDescription node) {
		return node.getUri().getHost() + ":" + node.getUri().getPort();
	}

	/**
	 * Waits for an answer. That a user may not send PING is one.
	 */
	private static void answered(Future<String> ping, long start, Duration limit)
			throws ExecutionException, TimeoutException, InterruptedException {
		try {
			ping.get(Math.max(0, limit.minus(since(start)).toNanos()), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			ping.cancel(true);
			throw ex;
		}
		catch (ExecutionException ex) {
			if (!isRefused(ex)) {
				throw ex;
			}
		}
	}

	private static boolean isRefused(ExecutionException failure) {
		return failure.getCause() instanceof RedisCommandExecutionException refused
				&& String.valueOf(refused.getMessage()).startsWith("NOPERM");
	}

	@Override
	public String info(Duration limit) throws TimeoutException, InterruptedException {
		Future<String> info = this.commands.info("server");
		try {
			return info.get(limit.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			info.cancel(true);
			throw ex;
		}
		catch (ExecutionException ex) {
			// A user may be allowed everything but INFO.
			return "";
		}
	}

	@Override
	public boolean isUp() {
		return this.link == null || this.link.isOpen();
	}

	@Override
	public void watch(Runnable lost, @Nullable Line known) {
		boolean watched = known instanceof LettuceLine line && line.link == this.link;
		if (this.link != null && !watched) {
			this.link.addListener(new RedisConnectionStateListener() {

				@Override
				public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
					lost.run();
				}

			});
		}
	}

	private static Duration since(long start) {
		return Duration.ofNanos(System.nanoTime() - start);
	}

}
