package dev.redisenv.failover;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.models.partitions.Partitions;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DnsResolver;
import io.lettuce.core.resource.SocketAddressResolver;

/**
 * Leaves names unresolved, so that TLS compares them with the certificate, and dials
 * nodes of a cluster by the names they announce. Servers redirect to numbers by default,
 * also where they announce names, and a certificate need not hold a number.
 */
final class NodeNames extends SocketAddressResolver {

	/** Number, port and, where it announces one, name of a node. */
	private static final Pattern NODE = Pattern.compile("(?m)^\\w+ (\\S+):(\\d+)@\\d+(?:,([^\\s,]*))?");

	/** By number and port. */
	private final Map<InetSocketAddress, String> names = new ConcurrentHashMap<>();

	NodeNames() {
		super(DnsResolver.unresolved());
	}

	/**
	 * Returns the names that a client dials, or some that nobody asks for where the
	 * application resolves names itself.
	 */
	static NodeNames of(ClientResources resources) {
		return (resources.socketAddressResolver() instanceof NodeNames names) ? names : new NodeNames();
	}

	/**
	 * Takes the names over that nodes announce.
	 * @param nodes the answer to {@code CLUSTER NODES}
	 */
	void learn(String nodes) {
		Matcher node = NODE.matcher(nodes);
		while (node.find()) {
			InetSocketAddress address = InetSocketAddress.createUnresolved(node.group(1),
					Integer.parseInt(node.group(2)));
			String name = node.group(3);
			if (name == null || name.isEmpty()) {
				this.names.remove(address);
			}
			else {
				this.names.put(address, name);
			}
		}
	}

	/**
	 * Adds the numbers that nodes are known by as well. Lettuce else closes links that a
	 * redirection opened, with what is under way on them, as those of strangers.
	 */
	void addNumbers(Partitions nodes) {
		for (RedisClusterNode node : nodes) {
			this.names.forEach((number, name) -> {
				if (name.equals(node.getUri().getHost()) && number.getPort() == node.getUri().getPort()) {
					node.addAlias(RedisURI.create(number.getHostString(), number.getPort()));
				}
			});
		}
	}

	@Override
	public SocketAddress resolve(RedisURI uri) {
		if (uri.getSocket() != null) {
			return super.resolve(uri);
		}
		InetSocketAddress address = InetSocketAddress.createUnresolved(uri.getHost(), uri.getPort());
		String name = this.names.get(address);
		return (name != null) ? InetSocketAddress.createUnresolved(name, uri.getPort()) : address;
	}

}
