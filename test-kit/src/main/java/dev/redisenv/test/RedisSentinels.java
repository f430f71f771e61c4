package dev.redisenv.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * A master with replicas, and the Sentinels that watch over them.
 */
public final class RedisSentinels implements AutoCloseable {

	private static final Duration FAIL_OVER_ATTEMPT = Duration.ofMillis(500);

	private final String masterName;

	private final Servers dataNodes;

	private final Servers sentinels;

	private RedisSentinels(String masterName, Servers dataNodes, Servers sentinels) {
		this.masterName = masterName;
		this.dataNodes = dataNodes;
		this.sentinels = sentinels;
	}

	/**
	 * Starts a master called {@code mymaster}, one replica and three Sentinels.
	 * @return the set, ready to fail over
	 * @throws RedisServerException if no server is found, or the set does not start
	 */
	public static RedisSentinels start() {
		return builder().start();
	}

	/**
	 * Returns a builder for a set of Sentinels.
	 * @return a new builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Returns the name by which clients ask for the master.
	 * @return for example {@code mymaster}
	 */
	public String masterName() {
		return this.masterName;
	}

	/**
	 * Returns the Sentinels as one text.
	 * @return for example {@code 127.0.0.1:11001,127.0.0.1:11002}
	 */
	public String hosts() {
		return sentinels().stream()
			.map((sentinel) -> sentinel.host() + ":" + sentinel.port())
			.collect(Collectors.joining(","));
	}

	/**
	 * Returns the Sentinels.
	 * @return the Sentinels, dead ones too
	 */
	public List<RedisServer> sentinels() {
		return this.sentinels.all();
	}

	/**
	 * Returns the data nodes, the one first that was the master at the start.
	 * @return the data nodes, dead ones too
	 */
	public List<RedisServer> dataNodes() {
		return this.dataNodes.all();
	}

	/**
	 * Asks the Sentinels now for the master. Until they agree on a new one this is the
	 * old one, dead or alive.
	 * @return one of {@link #dataNodes()}
	 * @throws RedisServerException if no Sentinel answers
	 */
	public RedisServer master() {
		return masterSeenBy(this.sentinels.anyAnswering());
	}

	private RedisServer masterSeenBy(RedisServer sentinel) {
		String address = sentinel.command("SENTINEL", "GET-MASTER-ADDR-BY-NAME", this.masterName);
		return dataNodes().stream()
			.filter((node) -> address.endsWith("\n" + node.port()))
			.findFirst()
			.orElseThrow(() -> new RedisServerException("The Sentinels name a master that is not ours: " + address));
	}

	/**
	 * Lets the Sentinels put a replica in the master's place, be it alive or dead.
	 * Returns when all Sentinels that answer name the new master, and it takes writes.
	 * The old master becomes a replica some seconds later, see {@link #awaitHealthy()}.
	 * @return the new master
	 * @throws RedisServerException if that takes longer than 30 seconds
	 */
	public RedisServer failOver() {
		RedisServer old = master();
		Await.until("the Sentinels replace the master " + old, () -> isReplaced(old), FAIL_OVER_ATTEMPT, () -> {
			RedisServer sentinel = this.sentinels.anyAnswering();
			if (masterSeenBy(sentinel).equals(old)) {
				sentinel.command("SENTINEL", "FAILOVER", this.masterName);
			}
		});
		return master();
	}

	private boolean isReplaced(RedisServer old) {
		List<RedisServer> named = this.sentinels.answering().stream().map(this::masterSeenBy).distinct().toList();
		return named.size() == 1 && !named.contains(old) && named.get(0).command("ROLE").startsWith("master");
	}

	/**
	 * Returns the network between clients and all data nodes. It fails for all of them at
	 * once; {@link RedisServer#network()} is that of one.
	 * @return what can fail
	 * @throws IllegalStateException if the builder was not asked for
	 * {@link ServerBuilder#behindProxy() a proxy}
	 */
	public Network network() {
		return this.dataNodes.network();
	}

	/**
	 * Makes a password the only one of the default user on all data nodes, as
	 * {@link RedisServer#rotatePassword(String)} does.
	 * @param password any text
	 * @throws RedisServerException if one of them does not answer
	 */
	public void rotatePassword(String password) {
		this.dataNodes.all().forEach((node) -> node.rotatePassword(password));
	}

	/**
	 * Makes a password the only one of a user on all data nodes, as
	 * {@link RedisServer#rotatePassword(String, String)} does.
	 * @param user a user the data nodes have
	 * @param password any text
	 * @throws RedisServerException if one of them does not answer
	 */
	public void rotatePassword(String user, String password) {
		this.dataNodes.all().forEach((node) -> node.rotatePassword(user, password));
	}

	/**
	 * Lets the default user log in with another password, too, on all data nodes, as
	 * {@link RedisServer#addPassword(String)} does.
	 * @param password any text
	 * @throws RedisServerException if one of them does not answer
	 */
	public void addPassword(String password) {
		this.dataNodes.all().forEach((node) -> node.addPassword(password));
	}

	/**
	 * Lets a user log in with another password, too, on all data nodes, as
	 * {@link RedisServer#addPassword(String, String)} does.
	 * @param user a user the data nodes have
	 * @param password any text
	 * @throws RedisServerException if one of them does not answer
	 */
	public void addPassword(String user, String password) {
		this.dataNodes.all().forEach((node) -> node.addPassword(user, password));
	}

	/**
	 * Lets the data nodes use the certificates as they are on disk now, and restarts the
	 * Sentinels, which cannot do that; see {@link RedisServer#reloadCertificates()}.
	 * Returns when the set is healthy.
	 * @throws RedisServerException if one of them does not answer
	 */
	public void reloadCertificates() {
		dataNodes().forEach(RedisServer::reloadCertificates);
		sentinels().forEach(RedisServer::reloadCertificates);
		awaitHealthy();
	}

	/**
	 * Ends the Sentinels and the data nodes.
	 */
	@Override
	public void close() {
		this.sentinels.close();
		this.dataNodes.close();
	}

	private void awaitReplication() {
		Await.until("the replicas follow the master",
				() -> dataNodes().stream()
					.skip(1)
					.allMatch((node) -> node.command("INFO", "replication").contains("master_link_status:up")));
	}

	/**
	 * Waits until all Sentinels that are alive know each other and agree on a master that
	 * is well, and all other data nodes that are alive replicate from it.
	 * @throws RedisServerException if that takes longer than 30 seconds
	 */
	public void awaitHealthy() {
		Await.until("the Sentinels and their data nodes are healthy", () -> {
			List<RedisServer> alive = this.sentinels.alive();
			List<RedisServer> masters = alive.stream().map(this::masterSeenBy).distinct().toList();
			return masters.size() == 1 && alive.stream().allMatch(this::isReady) && leadsAll(masters.get(0));
		});
	}

	private boolean leadsAll(RedisServer master) {
		return this.dataNodes.alive().stream().allMatch((node) -> {
			List<String> replication = node.command("INFO", "replication").lines().toList();
			return node.equals(master) ? replication.contains("role:master")
					: replication.containsAll(List.of("master_link_status:up", "master_port:" + master.port()));
		});
	}

	private boolean isReady(RedisServer sentinel) {
		List<String> reply = sentinel.command("SENTINEL", "MASTER", this.masterName).lines().toList();
		Map<String, String> master = new HashMap<>();
		for (int i = 0; i + 1 < reply.size(); i += 2) {
			master.put(reply.get(i), reply.get(i + 1));
		}
		return "master".equals(master.get("flags"))
				&& Integer.toString(dataNodes().size() - 1).equals(master.get("num-slaves"))
				&& Integer.toString(sentinels().size() - 1).equals(master.get("num-other-sentinels"))
				&& sentinel.command("SENTINEL", "CKQUORUM", this.masterName).startsWith("OK");
	}

	/**
	 * Builds a set of Sentinels with their data nodes. Passwords, users, TLS and lines of
	 * configuration are those of the data nodes; TLS is that of the Sentinels, too.
	 */
	public static final class Builder extends ServerBuilder<Builder> {

		private final List<User> sentinelUsers = new ArrayList<>();

		private String masterName = "mymaster";

		private int replicas = 1;

		private int sentinels = 3;

		private int quorum;

		private Duration downAfter = Duration.ofSeconds(2);

		private @Nullable String sentinelPassword;

		private Builder() {
		}

		@Override
		Builder self() {
			return this;
		}

		/**
		 * Sets the name of the master; {@code mymaster} if not set.
		 * @param name a name without spaces
		 * @return this builder
		 */
		public Builder masterName(String name) {
			this.masterName = name;
			return this;
		}

		/**
		 * Sets the number of replicas; one if not set.
		 * @param replicas zero or more
		 * @return this builder
		 */
		public Builder replicas(int replicas) {
			this.replicas = replicas;
			return this;
		}

		/**
		 * Sets the number of Sentinels; three if not set.
		 * @param sentinels at least one
		 * @return this builder
		 */
		public Builder sentinels(int sentinels) {
			if (sentinels < 1) {
				throw new IllegalArgumentException("'sentinels' must be positive");
			}
			this.sentinels = sentinels;
			return this;
		}

		/**
		 * Sets how many Sentinels must miss the master before it counts as down; more
		 * than half of them if not set.
		 * @param quorum at least one
		 * @return this builder
		 */
		public Builder quorum(int quorum) {
			this.quorum = quorum;
			return this;
		}

		/**
		 * Sets how long the master may be silent; two seconds if not set. Sentinels
		 * reconnect once a second: with much less than 1.5 seconds they may take a new
		 * master for dead before they reach it, and fail over again.
		 * @param downAfter time without an answer
		 * @return this builder
		 */
		public Builder downAfter(Duration downAfter) {
			this.downAfter = downAfter;
			return this;
		}

		/**
		 * Sets the password of the Sentinels' default user.
		 * @param password any text
		 * @return this builder
		 */
		public Builder sentinelPassword(String password) {
			this.sentinelPassword = password;
			return this;
		}

		/**
		 * Adds an ACL user of the Sentinels who is on.
		 * @param name its name
		 * @param password its password
		 * @param aclRules what it may do; everything if there is no rule
		 * @return this builder
		 */
		public Builder sentinelUser(String name, String password, String... aclRules) {
			this.sentinelUsers.add(User.of(name, password, aclRules));
			return this;
		}

		/**
		 * Starts the data nodes and the Sentinels.
		 * @return the set, ready to fail over
		 * @throws RedisServerException if no server is found, or the set does not start
		 */
		public RedisSentinels start() {
			RedisSentinels set = new RedisSentinels(this.masterName, new Servers(), new Servers());
			try {
				Blueprint node = blueprint();
				RedisServer master = set.dataNodes.start(node);
				Blueprint replica = node.with("replicaof", master.host(), master.port());
				for (int i = 0; i < this.replicas; i++) {
					set.dataNodes.start(replica);
				}
				// What a Sentinel finds at once it need not look for later
				set.awaitReplication();
				Blueprint sentinel = sentinel(node, master);
				for (int i = 0; i < this.sentinels; i++) {
					set.sentinels.start(sentinel);
				}
				set.awaitHealthy();
				return set;
			}
			catch (RuntimeException ex) {
				set.close();
				throw ex;
			}
		}

		private Blueprint sentinel(Blueprint node, RedisServer master) {
			Admin admin = node.admin();
			Configuration configuration = base(admin);
			access(configuration, this.sentinelPassword, this.sentinelUsers);
			int needed = (this.quorum > 0) ? this.quorum : this.sentinels / 2 + 1;
			configuration.set("sentinel", "monitor", this.masterName, master.host(), master.port(), needed)
				.set("sentinel", "down-after-milliseconds", this.masterName, this.downAfter.toMillis())
				// A vote without a winner is repeated after twice this time
				.set("sentinel", "failover-timeout", this.masterName, 5000)
				.set("sentinel", "auth-user", this.masterName, admin.user())
				.set("sentinel", "auth-pass", this.masterName, admin.password())
				.set("sentinel", "sentinel-user", admin.user())
				.set("sentinel", "sentinel-pass", admin.password());
			return new Blueprint(node.executable(), configuration, admin, node.certificates(), true, false);
		}

	}

}
