package dev.redisenv.credentials;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.redisenv.test.RedisCluster;
import dev.redisenv.test.RedisServer;

import static org.awaitility.Awaitility.await;

/**
 * A gate before every node of a Cluster; the nodes announce the gates, so clients find no
 * way around them.
 *
 * @param all in the order of the nodes
 */
record ClusterGates(List<LogInGate> all) implements AutoCloseable {

	static ClusterGates before(RedisCluster cluster, Admission admission) {
		List<RedisServer> nodes = cluster.nodes();
		List<LogInGate> gates = nodes.stream().map((node) -> LogInGate.before(node, admission)).toList();
		for (int i = 0; i < nodes.size(); i++) {
			announce(nodes.get(i), gates.get(i));
		}
		cluster.awaitHealthy();
		await()
			.until(() -> nodes.stream().allMatch((node) -> gates.stream().allMatch((gate) -> announces(node, gate))));
		return new ClusterGates(gates);
	}

	private static void announce(RedisServer node, LogInGate gate) {
		String directive = gate.uri().getScheme().equals("rediss") ? "cluster-announce-tls-port"
				: "cluster-announce-port";
		node.command("CONFIG", "SET", directive, Integer.toString(gate.port()));
		if (!announces(node, gate)) {
			// Redis 6.2 takes it at its start only
			node.command("CONFIG", "REWRITE");
			node.restart();
		}
	}

	private static boolean announces(RedisServer node, LogInGate gate) {
		return node.command("CLUSTER", "NODES").contains(":" + gate.port() + "@");
	}

	/**
	 * Returns where to connect, as a list with commas.
	 */
	String uris() {
		return this.all.stream().map((gate) -> gate.uri().toString()).collect(Collectors.joining(","));
	}

	/**
	 * Returns all accepted log-ins so far, in order for each node.
	 */
	List<LogIn> logIns() {
		return flat(this.all.stream().map(LogInGate::logIns));
	}

	/**
	 * Returns the last accepted log-in of every open link that has one.
	 */
	List<LogIn> links() {
		return flat(this.all.stream().map(LogInGate::links));
	}

	private static List<LogIn> flat(Stream<List<LogIn>> lists) {
		return lists.flatMap(List::stream).toList();
	}

	@Override
	public void close() {
		this.all.forEach(LogInGate::close);
	}

}
