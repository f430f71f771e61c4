package dev.redisenv.contract;

import java.util.List;

/**
 * How the servers stand to each other.
 */
public sealed interface Topology {

	/**
	 * One server.
	 *
	 * @param node the server
	 * @param database number of the database
	 */
	record Standalone(Node node, int database) implements Topology {

	}

	/**
	 * A Redis Cluster.
	 *
	 * @param seeds nodes that are asked for the others
	 */
	record Cluster(List<Node> seeds) implements Topology {

		public Cluster {
			seeds = List.copyOf(seeds);
		}

	}

	/**
	 * A master that Sentinels watch.
	 *
	 * @param master name of the master
	 * @param sentinels the Sentinels
	 * @param credentials how to log in to the Sentinels themselves
	 * @param database number of the database on the master
	 */
	record Sentinel(String master, List<Node> sentinels, Credentials credentials, int database) implements Topology {

		public Sentinel {
			sentinels = List.copyOf(sentinels);
		}

	}

}
