package dev.redisenv.test;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A Cluster node as another one, or itself, sees it.
 *
 * @param id its name within the Cluster
 * @param flags for example {@code master} or {@code fail}
 * @param master id of the node it replicates; {@code -} for a master
 * @param epoch number of its last claim to be a master; the higher one wins
 * @param connected whether the link to it is up
 * @param slots numbers and ranges of the slots it serves
 */
record ClusterNode(String id, Set<String> flags, String master, long epoch, boolean connected, List<String> slots) {

	/**
	 * Reads the view of a node.
	 */
	static List<ClusterNode> seenBy(RedisServer server) {
		return server.command("CLUSTER", "NODES").lines().map(ClusterNode::parse).toList();
	}

	private static ClusterNode parse(String line) {
		List<String> fields = List.of(line.split(" ", -1));
		return new ClusterNode(fields.get(0), Set.of(fields.get(2).split(",", -1)), fields.get(3),
				Long.parseLong(fields.get(6)), fields.get(7).equals("connected"), fields.subList(8, fields.size()));
	}

	boolean isMyself() {
		return this.flags.contains("myself");
	}

	boolean isMaster() {
		return this.flags.contains("master");
	}

	boolean isWell() {
		return this.connected && Stream.of("fail", "fail?", "handshake", "noaddr").noneMatch(this.flags::contains);
	}

	boolean serves(int slot) {
		// A slot on its way from or to another node stands in brackets
		return this.slots.stream().filter((range) -> !range.startsWith("[")).anyMatch((range) -> {
			String[] ends = range.split("-", -1);
			return Integer.parseInt(ends[0]) <= slot && slot <= Integer.parseInt(ends[ends.length - 1]);
		});
	}

	/**
	 * Returns what nodes have to agree about.
	 */
	String role() {
		return isMaster() ? "master of " + this.slots : "replica of " + this.master;
	}

}
