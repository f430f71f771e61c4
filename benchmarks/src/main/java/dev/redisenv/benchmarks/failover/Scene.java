package dev.redisenv.benchmarks.failover;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import dev.redisenv.test.RedisCluster;
import dev.redisenv.test.RedisSentinels;
import dev.redisenv.test.RedisServer;
import dev.redisenv.test.RedisServerException;
import org.jspecify.annotations.Nullable;

/**
 * Servers that replace a lost master by themselves.
 */
sealed interface Scene extends AutoCloseable {

	/** The master of that data, before it is lost. */
	RedisServer master();

	/**
	 * Brings all subscriptions to the master, where a client chooses among nodes.
	 */
	default void gatherSubscriptions() throws InterruptedException {
	}

	Map<String, String> variables();

	List<String> arguments();

	/**
	 * Returns who has taken the place of a lost master as far as clients can know, and
	 * takes writes.
	 * @return {@code null} as long as nobody does
	 */
	@Nullable RedisServer replacement(RedisServer lost);

	private static boolean takesWrites(RedisServer node) {
		try {
			return node.command("ROLE").startsWith("master")
					&& node.command("SET", "replaced:" + ProbedApplication.TAG, "yes").equals("OK");
		}
		catch (RedisServerException ex) {
			// MOVED, or read-only: not yet.
			return false;
		}
	}

	@Override
	void close();

	/**
	 * A master, a replica and three Sentinels.
	 */
	record Sentinels(RedisSentinels servers) implements Scene {

		static Sentinels start() {
			return new Sentinels(RedisSentinels.builder().replicas(1).start());
		}

		@Override
		public RedisServer master() {
			return this.servers.dataNodes().get(0);
		}

		/**
		 * Nobody can know before the first Sentinel does.
		 */
		@Override
		public @Nullable RedisServer replacement(RedisServer lost) {
			return this.servers.sentinels()
				.stream()
				.map((sentinel) -> sentinel.command("SENTINEL", "GET-MASTER-ADDR-BY-NAME", this.servers.masterName()))
				.filter((address) -> !address.endsWith("\n" + lost.port()))
				.flatMap((address) -> this.servers.dataNodes()
					.stream()
					.filter((node) -> address.endsWith("\n" + node.port())))
				.filter(Scene::takesWrites)
				.findFirst()
				.orElse(null);
		}

		@Override
		public Map<String, String> variables() {
			return Map.of("REDIS_URI", "redis://" + this.servers.masterName(), "REDIS_SENTINEL_HOSTS",
					this.servers.hosts());
		}

		@Override
		public List<String> arguments() {
			return List.of("--spring.data.redis.sentinel.master=" + this.servers.masterName(),
					"--spring.data.redis.sentinel.nodes=" + this.servers.hosts());
		}

		@Override
		public void close() {
			this.servers.close();
		}

	}

	/**
	 * Three masters with a replica each.
	 */
	record Cluster(RedisCluster servers) implements Scene {

		static Cluster start() {
			return new Cluster(RedisCluster.builder().masters(Failover.MASTERS).replicasPerMaster(1).start());
		}

		@Override
		public RedisServer master() {
			return this.servers.masterOf(ProbedApplication.TAG);
		}

		@Override
		public @Nullable RedisServer replacement(RedisServer lost) {
			return this.servers.nodes()
				.stream()
				.filter((node) -> !node.equals(lost) && Scene.takesWrites(node))
				.findFirst()
				.orElse(null);
		}

		/**
		 * A subscription whose link is closed goes to the next node.
		 */
		@Override
		public void gatherSubscriptions() throws InterruptedException {
			RedisServer master = master();
			List<RedisServer> others = this.servers.nodes().stream().filter((node) -> !node.equals(master)).toList();
			while (subscriptions(master) < 2 * ProbedApplication.SUBSCRIPTIONS) {
				others.forEach((node) -> node.command("CLIENT", "KILL", "TYPE", "pubsub"));
				Thread.sleep(300);
			}
		}

		private static long subscriptions(RedisServer node) {
			return node.command("CLIENT", "LIST", "TYPE", "pubsub").lines().count();
		}

		@Override
		public Map<String, String> variables() {
			return Map.of("REDIS_URI",
					this.servers.uris().stream().map(URI::toString).collect(Collectors.joining(",")));
		}

		@Override
		public List<String> arguments() {
			return List.of("--spring.data.redis.cluster.nodes="
					+ this.servers.uris().stream().map(URI::getAuthority).collect(Collectors.joining(",")));
		}

		@Override
		public void close() {
			this.servers.close();
		}

	}

}
