package dev.redisenv.test;

import java.net.URI;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * A Cluster of masters that share the slots evenly, and their replicas.
 */
public final class RedisCluster implements AutoCloseable {

	private static final int SLOTS = 16384;

	// Longer than the nodes themselves take to give up
	private static final Duration FAIL_OVER_ATTEMPT = Duration.ofSeconds(6);

	private final Servers servers;

	// By the id the node has in the Cluster, which it keeps when restarted
	private final Map<String, RedisServer> nodes = new HashMap<>();

	private RedisCluster(Servers servers) {
		this.servers = servers;
	}

	/**
	 * Starts three masters without replicas.
	 * @return the Cluster, healthy
	 * @throws RedisServerException if no server is found, or the Cluster does not start
	 */
	public static RedisCluster start() {
		return builder().start();
	}

	/**
	 * Returns a builder for a Cluster.
	 * @return a new builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Returns all nodes, those first that were masters at the start.
	 * @return the nodes, dead ones too
	 */
	public List<RedisServer> nodes() {
		return this.servers.all();
	}

	/**
	 * Returns where the nodes are, without any credentials.
	 * @return the addresses of {@link #nodes()}
	 */
	public List<URI> uris() {
		return nodes().stream().map(RedisServer::uri).toList();
	}

	/**
	 * Asks the nodes now which of them serves a key.
	 * @param key a key, with or without a hash tag
	 * @return the master
	 * @throws RedisServerException if no node that answers serves it
	 */
	public RedisServer masterOf(String key) {
		List<RedisServer> answering = this.servers.answering();
		int slot = Integer.parseInt(this.servers.anyAnswering().command("CLUSTER", "KEYSLOT", key));
		return answering.stream()
			.map(RedisCluster::itself)
			.filter((node) -> node.serves(slot))
			.max(Comparator.comparingLong(ClusterNode::epoch))
			.map((node) -> server(node.id()))
			.orElseThrow(() -> new RedisServerException("No node that answers serves the key \"" + key + "\"."));
	}

	/**
	 * Makes a replica the master, orderly if the master answers and its network lets the
	 * replica follow it, and else by force. Returns when all nodes that answer know.
	 * @param node the replica to promote, or a master in whose place to put a replica
	 * @return the new master
	 * @throws RedisServerException if there is no replica, or it does not get promoted
	 */
	public RedisServer failOver(RedisServer node) {
		String id = id(node);
		List<ClusterNode> view = ClusterNode.seenBy(this.servers.anyAnswering());
		ClusterNode chosen = find(view, id);
		RedisServer replica = chosen.isMaster() ? replicaOf(view, chosen) : node;
		RedisServer master = server(chosen.isMaster() ? id : chosen.master());
		boolean orderly = master.answers() && master.isReachable();
		List<String> command = orderly ? List.of("CLUSTER", "FAILOVER") : List.of("CLUSTER", "FAILOVER", "TAKEOVER");
		String promoted = id(replica);
		Await.until(replica + " is known as a master", () -> isKnownAsMaster(promoted), FAIL_OVER_ATTEMPT, () -> {
			if (!itself(replica).isMaster()) {
				replica.command(command.toArray(String[]::new));
			}
		});
		return replica;
	}

	private RedisServer replicaOf(List<ClusterNode> view, ClusterNode master) {
		return view.stream()
			.filter((other) -> other.master().equals(master.id()))
			.map((other) -> server(other.id()))
			.filter(RedisServer::answers)
			.findFirst()
			.orElseThrow(() -> new RedisServerException(
					"No replica that answers for " + server(master.id()) + ". Start the Cluster with replicas."));
	}

	private boolean isKnownAsMaster(String id) {
		return this.servers.answering()
			.stream()
			.map((server) -> find(ClusterNode.seenBy(server), id))
			.allMatch((node) -> node.isMaster() && !node.slots().isEmpty());
	}

	/**
	 * Waits until all nodes that are alive see each other well, agree about who serves
	 * what, serve all slots, and replicate.
	 * @throws RedisServerException if that takes longer than 30 seconds
	 */
	public void awaitHealthy() {
		Await.until("the Cluster is healthy", () -> {
			List<RedisServer> alive = this.servers.alive();
			return alive.stream().allMatch(RedisCluster::servesAndReplicates)
					&& alive.stream().map((server) -> roles(alive, server)).distinct().count() == 1;
		});
	}

	private static boolean servesAndReplicates(RedisServer server) {
		return server.command("CLUSTER", "INFO").contains("cluster_state:ok") && (itself(server).isMaster()
				|| server.command("INFO", "replication").contains("master_link_status:up"));
	}

	/**
	 * Returns who does what in the eyes of one node.
	 */
	private Map<String, String> roles(List<RedisServer> alive, RedisServer observer) {
		Map<String, ClusterNode> view = ClusterNode.seenBy(observer)
			.stream()
			.filter(ClusterNode::isWell)
			.collect(Collectors.toMap(ClusterNode::id, Function.identity()));
		return alive.stream().map(this::id).collect(Collectors.toMap(Function.identity(), (id) -> {
			ClusterNode node = view.get(id);
			// A view of one's own makes views differ
			return (node != null) ? node.role() : "not well for " + observer;
		}));
	}

	private static ClusterNode itself(RedisServer server) {
		return ClusterNode.seenBy(server).stream().filter(ClusterNode::isMyself).findFirst().orElseThrow();
	}

	private static ClusterNode find(List<ClusterNode> view, String id) {
		return view.stream()
			.filter((node) -> node.id().equals(id))
			.findFirst()
			.orElseThrow(() -> new RedisServerException("The nodes do not know each other yet."));
	}

	private RedisServer server(String id) {
		RedisServer server = this.nodes.get(id);
		if (server == null) {
			throw new RedisServerException("The Cluster knows a node that is not ours: " + id + ".");
		}
		return server;
	}

	private String id(RedisServer server) {
		return this.nodes.entrySet()
			.stream()
			.filter((node) -> node.getValue().equals(server))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("'node' must be one of " + nodes()))
			.getKey();
	}

	/**
	 * Returns the network between clients and all nodes. It fails for all of them at
	 * once; {@link RedisServer#network()} is that of one.
	 * @return what can fail
	 * @throws IllegalStateException if the builder was not asked for
	 * {@link ServerBuilder#behindProxy() a proxy}
	 */
	public Network network() {
		return this.servers.network();
	}

	/**
	 * Makes a password the only one of the default user on all nodes, as
	 * {@link RedisServer#rotatePassword(String)} does.
	 * @param password any text
	 * @throws RedisServerException if one of them does not answer
	 */
	public void rotatePassword(String password) {
		this.servers.all().forEach((node) -> node.rotatePassword(password));
	}

	/**
	 * Makes a password the only one of a user on all nodes, as
	 * {@link RedisServer#rotatePassword(String, String)} does.
	 * @param user a user the nodes have
	 * @param password any text
	 * @throws RedisServerException if one of them does not answer
	 */
	public void rotatePassword(String user, String password) {
		this.servers.all().forEach((node) -> node.rotatePassword(user, password));
	}

	/**
	 * Lets the default user log in with another password, too, on all nodes, as
	 * {@link RedisServer#addPassword(String)} does.
	 * @param password any text
	 * @throws RedisServerException if one of them does not answer
	 */
	public void addPassword(String password) {
		this.servers.all().forEach((node) -> node.addPassword(password));
	}

	/**
	 * Lets a user log in with another password, too, on all nodes, as
	 * {@link RedisServer#addPassword(String, String)} does.
	 * @param user a user the nodes have
	 * @param password any text
	 * @throws RedisServerException if one of them does not answer
	 */
	public void addPassword(String user, String password) {
		this.servers.all().forEach((node) -> node.addPassword(user, password));
	}

	/**
	 * Lets all nodes use the certificates as they are on disk now, as
	 * {@link RedisServer#reloadCertificates()} does.
	 * @throws RedisServerException if one of them does not answer
	 */
	public void reloadCertificates() {
		nodes().forEach(RedisServer::reloadCertificates);
	}

	/**
	 * Ends all nodes.
	 */
	@Override
	public void close() {
		this.servers.close();
	}

	private void form(int masters) {
		List<RedisServer> all = nodes();
		all.forEach((node) -> this.nodes.put(node.command("CLUSTER", "MYID"), node));
		for (int i = 0; i < masters; i++) {
			all.get(i).command("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
			all.get(i).command(addSlots(i * SLOTS / masters, (i + 1) * SLOTS / masters));
		}
		// Everybody is told of everybody, gossip would take longer
		for (int i = 0; i < all.size(); i++) {
			for (RedisServer other : all.subList(i + 1, all.size())) {
				all.get(i)
					.command("CLUSTER", "MEET", other.host(), Integer.toString(other.port()),
							Integer.toString(other.busPort()));
			}
		}
		for (int i = masters; i < all.size(); i++) {
			replicate(all.get(i), all.get(i % masters));
		}
		awaitHealthy();
		Await.until("the nodes agree about shards",
				() -> all.stream().allMatch((node) -> shards(node, masters) == masters));
	}

	/**
	 * Counts the masters with their replicas. Valkey numbers them, tells the others a
	 * moment after it has told of the roles, and a node that dies within that moment has
	 * written down what it refuses to start with. Older servers have no such numbers.
	 */
	private static int shards(RedisServer node, int masters) {
		if (node.command("COMMAND", "INFO", "cluster|shards").equals("(nil)")) {
			return masters;
		}
		return (int) node.command("CLUSTER", "SHARDS").lines().filter("slots"::equals).count();
	}

	private static String[] addSlots(int from, int to) {
		return Stream.concat(Stream.of("CLUSTER", "ADDSLOTS"), IntStream.range(from, to).mapToObj(Integer::toString))
			.toArray(String[]::new);
	}

	private void replicate(RedisServer replica, RedisServer master) {
		String id = id(master);
		Await.until(replica + " knows its master", () -> find(ClusterNode.seenBy(replica), id).isWell());
		replica.command("CLUSTER", "REPLICATE", id);
	}

	/**
	 * Builds a Cluster.
	 */
	public static final class Builder extends ServerBuilder<Builder> {

		private int masters = 3;

		private int replicasPerMaster;

		private @Nullable String hostname;

		private Builder() {
		}

		@Override
		Builder self() {
			return this;
		}

		/**
		 * Sets the number of masters; three if not set.
		 * @param masters at least one
		 * @return this builder
		 */
		public Builder masters(int masters) {
			if (masters < 1) {
				throw new IllegalArgumentException("'masters' must be positive");
			}
			this.masters = masters;
			return this;
		}

		/**
		 * Sets the number of replicas of every master; none if not set.
		 * @param replicas zero or more
		 * @return this builder
		 */
		public Builder replicasPerMaster(int replicas) {
			this.replicasPerMaster = replicas;
			return this;
		}

		/**
		 * Lets the nodes tell clients a host name; they tell their numbers if not set.
		 * Where the server can announce no name besides its number (before Redis 7), the
		 * name takes the number's place.
		 * @param hostname a name of this host, for example {@code localhost}
		 * @return this builder
		 */
		public Builder announceHostname(String hostname) {
			this.hostname = hostname;
			return self();
		}

		/**
		 * Starts the Cluster.
		 * @return the Cluster, healthy
		 * @throws RedisServerException if no server is found, or the Cluster does not
		 * start
		 */
		public RedisCluster start() {
			Servers servers = new Servers();
			try {
				Blueprint blueprint = blueprint();
				for (int i = 0; i < this.masters * (1 + this.replicasPerMaster); i++) {
					servers.start(blueprint);
				}
				RedisCluster cluster = new RedisCluster(servers);
				cluster.form(this.masters);
				return cluster;
			}
			catch (RuntimeException ex) {
				servers.close();
				throw ex;
			}
		}

		@Override
		void configure(Configuration configuration) {
			configuration.set("cluster-enabled", "yes")
				.set("cluster-config-file", "nodes.conf")
				.set("cluster-node-timeout", 2000);
			if (tls()) {
				configuration.set("tls-cluster", "yes");
			}
			if (this.hostname != null) {
				boolean besides = ServerProgram.majorVersion(executable()) >= 7;
				configuration.set(besides ? "cluster-announce-hostname" : "cluster-announce-ip", this.hostname);
			}
		}

	}

}
