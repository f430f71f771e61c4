package dev.redisenv.failover;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.cluster.models.partitions.ClusterPartitionParser;
import io.lettuce.core.cluster.models.partitions.Partitions;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode.NodeFlag;
import io.lettuce.core.cluster.topology.TopologyComparators;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.convert.Converters;

/**
 * Notices that the masters of a cluster change. In calm a few nodes are asked for the
 * epoch, which is a small answer; they are asked for the topology only at the start, and
 * while the epoch moves or slots are not served.
 */
final class ClusterMasters {

	private static final int WITNESSES = 3;

	/** Longer than an election takes. */
	private static final Duration UNREST = Duration.ofSeconds(5);

	private final RedisClient client;

	private final RedisURI seed;

	private final Supplier<Partitions> known;

	private final Predicate<RedisClusterNode> filter;

	private final NodeNames names;

	private final Runnable changed;

	private final Rounds rounds;

	private final List<Witness> witnesses = new CopyOnWriteArrayList<>();

	/** Guarded by this. */
	private long epoch = -1;

	/** When that was heard last. Guarded by this. */
	private long epochHeard;

	private volatile long calmFrom = System.nanoTime();

	/** Whose topology is the latest. */
	private volatile @Nullable Witness informed;

	/**
	 * Creates the view.
	 * @param client opens links to nodes
	 * @param seed how to connect; Lettuce does not always say it in what it knows of
	 * nodes
	 * @param known the topology that is worked with
	 * @param filter leaves nodes out of that
	 * @param names is told the names that nodes announce
	 * @param changed called when a node knows of another one
	 */
	ClusterMasters(RedisClient client, RedisURI seed, Supplier<Partitions> known, Predicate<RedisClusterNode> filter,
			NodeNames names, Runnable changed) {
		this.client = client;
		this.seed = seed;
		this.known = known;
		this.filter = filter;
		this.names = names;
		this.changed = changed;
		this.rounds = new Rounds(client.getResources().eventExecutorGroup(), this::isInTrouble, this::round);
	}

	/**
	 * Starts to ask; the topology is known by now.
	 */
	void start() {
		this.rounds.start();
	}

	/**
	 * Returns the node to ask for the topology, so that nobody waits for nodes that hang.
	 * @return {@code null} where no node has answered lately
	 */
	@Nullable RedisURI informed() {
		Witness witness = this.informed;
		return (witness != null && !witness.isSilent()) ? witness.server() : null;
	}

	private boolean isInTrouble() {
		return this.calmFrom - System.nanoTime() > 0;
	}

	private void round() {
		choose();
		for (Witness witness : this.witnesses) {
			witness.ask(this::question, (answer) -> note(witness, answer));
		}
	}

	private CompletionStage<Answer> question(RedisAsyncCommands<String, String> commands) {
		CompletionStage<String> info = commands.clusterInfo();
		return (isInTrouble() || this.informed == null)
				? info.thenCombine(commands.clusterNodes(), (text, nodes) -> Answer.of(text, topology(nodes)))
				: info.thenApply((text) -> Answer.of(text, null));
	}

	/**
	 * Leaves out what Lettuce leaves out.
	 */
	private Partitions topology(String nodes) {
		this.names.learn(nodes);
		Partitions topology = new Partitions();
		ClusterPartitionParser.parse(nodes)
			.stream()
			.filter((node) -> node.getUri() != null && node.getUri().getPort() > 0 && !node.is(NodeFlag.NOADDR))
			.filter(this.filter)
			.forEach(topology::add);
		return topology;
	}

	/**
	 * Puts other nodes in the place of those that are gone or do not answer.
	 */
	private void choose() {
		List<RedisURI> nodes = new ArrayList<>();
		this.known.get()
			.stream()
			.filter((node) -> !node.is(NodeFlag.FAIL))
			.map((node) -> uri(node.getUri()))
			.forEach(nodes::add);
		List<Witness> unfit = this.witnesses.stream()
			.filter((witness) -> witness.isSilent() || !nodes.contains(witness.server()))
			.toList();
		this.witnesses.removeAll(unfit);
		unfit.forEach(Witness::close);
		this.witnesses.forEach((witness) -> nodes.remove(witness.server()));
		Collections.shuffle(nodes);
		nodes.stream()
			.limit(Math.max(0, WITNESSES - this.witnesses.size()))
			.forEach((node) -> this.witnesses.add(new Witness(this.client, node)));
	}

	private RedisURI uri(RedisURI node) {
		return RedisURI.builder(this.seed).withHost(node.getHost()).withPort(node.getPort()).build();
	}

	private synchronized void note(Witness witness, Answer answer) {
		if (answer.unserved() || (answer.epoch() != this.epoch && this.epoch >= 0)) {
			this.calmFrom = System.nanoTime() + UNREST.toNanos();
		}
		long now = System.nanoTime();
		if (answer.epoch() < this.epoch && now - this.epochHeard < UNREST.toNanos()) {
			return;
		}
		this.epoch = answer.epoch();
		this.epochHeard = now;
		Partitions topology = answer.topology();
		boolean news = topology != null && isNews(topology);
		if (topology == null || news || informed() == null) {
			this.informed = witness;
		}
		if (news) {
			this.changed.run();
		}
	}

	private boolean isNews(Partitions topology) {
		Partitions known = this.known.get();
		return age(topology) >= age(known)
				&& (TopologyComparators.isChanged(known, topology) || !failed(known).equals(failed(topology)));
	}

	/**
	 * Returns the epoch of the latest change: a node that has not heard of it yet has no
	 * say.
	 */
	private static long age(Partitions topology) {
		return topology.stream().mapToLong(RedisClusterNode::getConfigEpoch).max().orElse(0);
	}

	private static Set<String> failed(Partitions topology) {
		return topology.stream()
			.filter((node) -> node.is(NodeFlag.FAIL))
			.map(RedisClusterNode::getNodeId)
			.collect(Collectors.toSet());
	}

	void end() {
		this.rounds.end();
		this.witnesses.forEach(Witness::close);
	}

	/**
	 * What a node says.
	 *
	 * @param epoch rises with every election
	 * @param unserved whether it misses the master of a slot
	 * @param topology as it sees it; {@code null} where it was not asked
	 */
	private record Answer(long epoch, boolean unserved, @Nullable Partitions topology) {

		static Answer of(String info, @Nullable Partitions topology) {
			Properties fields = Converters.toProperties(info);
			boolean unserved = number(fields, "cluster_slots_pfail") + number(fields, "cluster_slots_fail") > 0;
			return new Answer(number(fields, "cluster_current_epoch"), unserved, topology);
		}

		private static long number(Properties fields, String name) {
			return Long.parseLong(fields.getProperty(name, "0"));
		}

	}

}
