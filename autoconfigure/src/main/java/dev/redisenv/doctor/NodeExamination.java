package dev.redisenv.doctor;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.redisenv.diagnosis.Cause;
import dev.redisenv.diagnosis.Reason;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.models.partitions.ClusterPartitionParser;
import io.lettuce.core.cluster.models.partitions.Partitions;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode.NodeFlag;
import org.jspecify.annotations.Nullable;

/**
 * A look at one data node that lets the application in. What a user may not ask about the
 * server is no fault.
 */
final class NodeExamination {

	private static final Pattern FIELD = Pattern.compile("(?m)^(\\w+):(.*?)\\r?$");

	private final Links links;

	private final RedisAsyncCommands<String, String> commands;

	private final String server;

	private final Target target;

	private final Concerns concerns;

	private final Notes notes;

	NodeExamination(Links links, RedisAsyncCommands<String, String> commands, String server, Target target,
			Concerns concerns, Notes notes) {
		this.links = links;
		this.commands = commands;
		this.server = server;
		this.target = target;
		this.concerns = concerns;
		this.notes = notes;
	}

	void run() throws TimeoutException, InterruptedException {
		if (!succeeds(this.commands.ping())) {
			return;
		}
		this.notes.well("%s answers".formatted(this.server));
		Map<String, String> info = info();
		if (!isTopologyRight(info) || !isMaster(info) || !hasDatabase()) {
			return;
		}
		keepsSessions(info);
		new Permissions(this.links, this.commands, this.concerns).examine(this.server, this.target.isCluster(),
				this.target.user(), this.notes);
		takesSeveralSlots();
		belongsToThisInstallation();
	}

	/**
	 * Returns whether a command succeeds. One that the user may not send counts as well.
	 */
	private boolean succeeds(Future<?> answer) throws TimeoutException, InterruptedException {
		try {
			this.links.answer(answer);
			return true;
		}
		catch (ExecutionException ex) {
			Cause cause = Examination.cause(ex);
			if (cause == Cause.NOPERM) {
				return true;
			}
			this.notes.prevents(cause, this.server, Reason.innermost(ex), "");
			return false;
		}
	}

	private Map<String, String> info() throws TimeoutException, InterruptedException {
		Map<String, String> info = new HashMap<>();
		try {
			Matcher fields = FIELD.matcher(this.links.answer(this.commands.info()));
			while (fields.find()) {
				info.put(fields.group(1), fields.group(2));
			}
		}
		catch (ExecutionException ex) {
			this.notes.well("%s does not tell %s about itself".formatted(this.server, this.target.user()));
		}
		return info;
	}

	private boolean isTopologyRight(Map<String, String> info) throws TimeoutException, InterruptedException {
		if (this.target.isCluster()) {
			if (!succeeds(this.commands.clusterInfo())) {
				return false;
			}
			this.notes.well("%s is a node of a cluster".formatted(this.server));
			return isWhereItSays();
		}
		else if ("1".equals(info.get("cluster_enabled")) && !this.concerns.shards()) {
			this.notes.prevents(Cause.CLUSTER_USED_AS_STANDALONE, this.server, "", "");
			return false;
		}
		return true;
	}

	/**
	 * A client goes where nodes say that they are, wherever it found the first of them.
	 */
	private boolean isWhereItSays() throws TimeoutException, InterruptedException {
		RedisURI said = topology().stream()
			.filter((node) -> node.is(NodeFlag.MYSELF) && node.getUri() != null)
			.map((node) -> this.target.node(node.getUri().getHost(), node.getUri().getPort()))
			.findFirst()
			.orElse(null);
		if (said == null || Examination.name(said).equals(this.server)) {
			return true;
		}
		try {
			this.links.open(said);
			this.notes.well("%s is found at %s, as it says".formatted(this.server, Examination.name(said)));
			return true;
		}
		catch (ExecutionException | TimeoutException ex) {
			Cause cause = Examination.cause(this.links, said, ex);
			if (!this.notes.holds(cause)) {
				this.notes.prevents(cause, Examination.name(said), Reason.innermost(ex), "");
			}
			return false;
		}
	}

	/**
	 * Returns the cluster as the node sees it; nothing where the user may not ask.
	 */
	private Partitions topology() throws TimeoutException, InterruptedException {
		try {
			return ClusterPartitionParser.parse(this.links.answer(this.commands.clusterNodes()));
		}
		catch (ExecutionException ex) {
			return new Partitions();
		}
	}

	private boolean isMaster(Map<String, String> info) {
		if (this.target.isCluster() || !"slave".equals(info.get("role")) || "0".equals(info.get("slave_read_only"))) {
			return true;
		}
		this.notes.prevents(Cause.READ_ONLY_REPLICA, this.server, "",
				", which is %s:%s".formatted(info.get("master_host"), info.get("master_port")));
		return false;
	}

	private boolean hasDatabase() throws TimeoutException, InterruptedException {
		int database = this.target.database();
		if (database == 0 || this.target.isCluster()) {
			return true;
		}
		try {
			this.links.answer(this.commands.select(database));
			this.notes.well("%s has database %d".formatted(this.server, database));
			return true;
		}
		catch (ExecutionException ex) {
			Cause cause = Examination.cause(ex);
			this.notes.prevents(cause, this.server,
					(cause == Cause.DATABASE_OUT_OF_RANGE) ? Integer.toString(database) : Reason.innermost(ex), "");
			return false;
		}
	}

	/**
	 * Asks for a script that does not exist: a server looks at its keys first.
	 */
	private void takesSeveralSlots() throws TimeoutException, InterruptedException {
		if (this.target.isCluster() || this.concerns.shards()) {
			return;
		}
		// In all four quarters of the slots: a service may let pass what one shard has.
		String[] keys = Stream.of("a", "b", "c", "d")
			.map((last) -> Concerns.name(this.concerns.prefix(), "doctor-" + last))
			.toArray(String[]::new);
		try {
			this.links.answer(this.commands.evalsha(Permissions.NO_SCRIPT, ScriptOutputType.STATUS, keys));
		}
		catch (ExecutionException ex) {
			if (Examination.cause(ex) == Cause.SHARDING_ENDPOINT) {
				this.notes.warns(Cause.SHARDING_ENDPOINT, this.server, "", "");
			}
		}
	}

	/**
	 * Sessions expire, so that every policy but one may evict them.
	 */
	private void keepsSessions(Map<String, String> info) {
		String policy = info.get("maxmemory_policy");
		if (policy == null || !this.concerns.sessions().getAsBoolean()) {
			return;
		}
		if (policy.equals("noeviction") || "0".equals(info.get("maxmemory"))) {
			this.notes.well("%s evicts no session".formatted(this.server));
		}
		else {
			this.notes.warns(Cause.SESSIONS_EVICTED, this.server, policy, "");
		}
	}

	private void belongsToThisInstallation() throws TimeoutException, InterruptedException {
		Installation installation = this.concerns.installation();
		if (installation == null || this.notes.holds(Cause.PREFIX_IN_USE)) {
			return;
		}
		String owner = owner(installation.key());
		if (owner == null || owner.equals(installation.name())) {
			this.notes.well("%s belongs to %s".formatted(installation.key(), (owner != null) ? owner : "nobody"));
			return;
		}
		String more = ": where %s is gone, delete the key %s".formatted(owner, installation.key());
		if (installation.dedicated()) {
			this.notes.prevents(Cause.PREFIX_IN_USE, this.server, owner, more);
		}
		else {
			this.notes.warns(Cause.PREFIX_IN_USE, this.server, owner, more);
		}
	}

	private @Nullable String owner(String key) throws TimeoutException, InterruptedException {
		try {
			return this.links.answer(this.commands.get(key));
		}
		catch (ExecutionException ex) {
			// Where the key is: the redirection says it by number, or not at all.
			RedisClusterNode node = Reason.innermost(ex).startsWith("MOVED ")
					? topology().getMasterBySlot(SlotHash.getSlot(key)) : null;
			return (node != null) ? owner(key, node.getUri()) : null;
		}
	}

	private @Nullable String owner(String key, RedisURI node) throws TimeoutException, InterruptedException {
		try {
			return this.links.answer(this.links.open(this.target.node(node.getHost(), node.getPort())).get(key));
		}
		catch (ExecutionException ex) {
			this.notes.well("%s could not be read".formatted(key));
			return null;
		}
	}

}
