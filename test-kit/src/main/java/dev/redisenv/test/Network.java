package dev.redisenv.test;

import java.time.Duration;
import java.util.List;

/**
 * The network between servers and whoever connects to {@link RedisServer#port()}:
 * clients, and also replicas and Sentinels, which are told the same address. What the kit
 * itself asks goes past it, and so does the bus of a Cluster.
 * <p>
 * There is one fault at a time, a new one replaces that before. It holds for all links,
 * open and new ones, from when the method returns. Safe to use from several threads.
 * <p>
 * Faults concern what is sent. Below that, the operating system goes on acknowledging:
 * TCP keep-alive and TCP user timeouts notice no partition, unlike with a firewall.
 */
public final class Network {

	private final List<TcpProxy> proxies;

	Network(List<TcpProxy> proxies) {
		this.proxies = List.copyOf(proxies);
	}

	/**
	 * Lets nothing through, and closes nothing, as a firewall that drops: open links and
	 * new ones are silent in both directions. What was sent meanwhile arrives when the
	 * fault is over.
	 */
	public void partition() {
		this.proxies.forEach(TcpProxy::partition);
	}

	/**
	 * Lets everything arrive later. An answer comes after twice the latency.
	 * @param latency how much later, in each direction; zero is no fault
	 */
	public void delay(Duration latency) {
		if (latency.isNegative()) {
			throw new IllegalArgumentException("'latency' must not be negative");
		}
		this.proxies.forEach((proxy) -> proxy.delay(latency));
	}

	/**
	 * Resets open links and refuses new ones.
	 */
	public void refuse() {
		this.proxies.forEach(TcpProxy::refuse);
	}

	/**
	 * Ends the fault, if there is one. Links that are still open go on.
	 */
	public void heal() {
		delay(Duration.ZERO);
	}

}
