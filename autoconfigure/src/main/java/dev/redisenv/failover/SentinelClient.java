package dev.redisenv.failover;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.resource.ClientResources;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A client that goes where the Sentinels say, as soon as they say it. Lettuce alone asks
 * one Sentinel when a link is lost, and a link to a master that hangs is never lost.
 */
final class SentinelClient extends RedisClient {

	private final RedisClient witnesses;

	private final SentinelMaster master;

	private final RedisURI uri;

	private final @Nullable LinkWatch links;

	SentinelClient(ClientResources resources, RedisURI uri, ClientOptions options) {
		super(resources, uri);
		setOptions(options);
		this.uri = uri;
		this.links = LinkWatch.of(resources);
		this.witnesses = WitnessClient.create(resources, options);
		this.master = new SentinelMaster(this.witnesses, uri, this::leaveAllBut);
	}

	@Override
	protected Mono<SocketAddress> getSocketAddress(RedisURI uri) {
		Mono<SocketAddress> looked = super.getSocketAddress(uri);
		if (uri.getSentinelMasterId() == null) {
			return looked;
		}
		return this.master.address().map(this::resolve).switchIfEmpty(looked);
	}

	private SocketAddress resolve(InetSocketAddress address) {
		return getResources().socketAddressResolver()
			.resolve(RedisURI.create(address.getHostString(), address.getPort()));
	}

	/**
	 * Closes what still leads to another server; it is opened again at the new master.
	 */
	private void leaveAllBut(InetSocketAddress master) {
		if (this.links != null) {
			SocketAddress address = resolve(master);
			this.links.close((link) -> link.isFor(this.uri) && !Addresses.equal(link.server(), address));
		}
	}

	@Override
	public CompletableFuture<Void> shutdownAsync(long quietPeriod, long timeout, TimeUnit unit) {
		this.master.end();
		return CompletableFuture.allOf(this.witnesses.shutdownAsync(quietPeriod, timeout, unit),
				super.shutdownAsync(quietPeriod, timeout, unit));
	}

}
