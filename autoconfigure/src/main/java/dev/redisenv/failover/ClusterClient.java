package dev.redisenv.failover;

import java.net.SocketAddress;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.models.partitions.Partitions;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode.NodeFlag;
import io.lettuce.core.resource.ClientResources;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A cluster client that takes over a new topology as soon as a node has it. Lettuce alone
 * asks when commands meet trouble, at most once in half a minute, and waits for the
 * answers of all nodes, those that hang included.
 */
final class ClusterClient extends RedisClusterClient {

	private static final Log log = LogFactory.getLog(ClusterClient.class);

	private final RedisClient witnesses;

	private final ClusterMasters masters;

	private final @Nullable LinkWatch links;

	private final AtomicBoolean refreshing = new AtomicBoolean();

	ClusterClient(ClientResources resources, List<RedisURI> seeds, ClusterClientOptions options) {
		super(resources, seeds);
		setOptions(options);
		this.links = LinkWatch.of(resources);
		this.witnesses = WitnessClient.create(resources, options);
		this.masters = new ClusterMasters(this.witnesses, seeds.get(0), this::getPartitions, options.getNodeFilter(),
				NodeNames.of(resources), this::follow);
	}

	@Override
	protected CompletableFuture<Partitions> initializePartitions() {
		return super.initializePartitions().whenComplete((partitions, failure) -> {
			if (failure == null) {
				this.masters.start();
			}
		});
	}

	@Override
	protected Partitions determinePartitions(@Nullable Partitions current, Map<RedisURI, Partitions> views) {
		Partitions partitions = super.determinePartitions(current, views);
		NodeNames.of(getResources()).addNumbers(partitions);
		return partitions;
	}

	@Override
	protected Iterable<RedisURI> getTopologyRefreshSource() {
		RedisURI informed = this.masters.informed();
		return (informed != null) ? List.of(informed) : super.getTopologyRefreshSource();
	}

	@Override
	protected boolean useDynamicRefreshSources() {
		return this.masters.informed() == null && super.useDynamicRefreshSources();
	}

	/**
	 * Subscriptions, which may be anywhere, go where they are heard.
	 */
	@Override
	protected Mono<SocketAddress> getSocketAddressSupplier(Supplier<Partitions> partitions,
			Function<Partitions, Collection<RedisClusterNode>> order) {
		return super.getSocketAddressSupplier(() -> well(partitions.get()), order);
	}

	private static Partitions well(Partitions all) {
		Partitions well = new Partitions();
		all.stream().filter((node) -> !node.is(NodeFlag.FAIL)).forEach(well::add);
		return (well.isEmpty() || well.size() == all.size()) ? all : well;
	}

	private void follow() {
		if (this.refreshing.compareAndSet(false, true)) {
			refreshPartitionsAsync().whenComplete((done, failure) -> {
				this.refreshing.set(false);
				if (failure != null) {
					log.debug("The new topology cannot be read yet", failure);
					return;
				}
				log.info("The cluster has another topology by now, which is taken over");
				leaveFailed();
			});
		}
	}

	/**
	 * Closes links to lost nodes, whose commands and subscriptions else wait for answers.
	 */
	private void leaveFailed() {
		if (this.links == null) {
			return;
		}
		Set<SocketAddress> failed = new HashSet<>();
		for (RedisClusterNode node : getPartitions()) {
			if (node.is(NodeFlag.FAIL)) {
				failed.add(getResources().socketAddressResolver().resolve(node.getUri()));
			}
		}
		this.links.close((link) -> failed.stream().anyMatch((node) -> Addresses.equal(link.server(), node)));
	}

	@Override
	public CompletableFuture<Void> shutdownAsync(long quietPeriod, long timeout, TimeUnit unit) {
		this.masters.end();
		return CompletableFuture.allOf(this.witnesses.shutdownAsync(quietPeriod, timeout, unit),
				super.shutdownAsync(quietPeriod, timeout, unit));
	}

}
