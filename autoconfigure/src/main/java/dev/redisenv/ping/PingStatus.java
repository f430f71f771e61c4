package dev.redisenv.ping;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

import dev.redisenv.status.FeatureStatus;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the last PING of every link, and how many failed.
 */
final class PingStatus implements PingListener, FeatureStatus {

	private final Duration interval;

	private final Map<Link, LastPing> last = new ConcurrentHashMap<>();

	/** By connection. */
	private final Map<String, LongAdder> failures = new ConcurrentHashMap<>();

	PingStatus(Duration interval) {
		this.interval = interval;
	}

	/**
	 * Forgets nodes that left the cluster.
	 */
	@Override
	public void pinging(String connection, Set<Link> links) {
		this.failures.computeIfAbsent(connection, (name) -> new LongAdder());
		this.last.keySet().removeIf((link) -> link.connection().equals(connection) && !links.contains(link));
	}

	@Override
	public void answered(Link link, Duration latency) {
		this.last.put(link, new LastPing(latency, null));
	}

	@Override
	public void failed(Link link, Duration duration, String reason) {
		this.failures.computeIfAbsent(link.connection(), (name) -> new LongAdder()).increment();
		this.last.put(link, new LastPing(duration, reason));
	}

	@Override
	public String feature() {
		return "ping";
	}

	@Override
	public Report report() {
		String trouble = this.last.entrySet()
			.stream()
			.filter((ping) -> ping.getValue().failure() != null)
			.map((ping) -> ping.getKey() + ": " + ping.getValue().failure())
			.sorted()
			.collect(Collectors.joining("; "));
		Map<String, Object> connections = new TreeMap<>();
		this.failures.forEach((name, failed) -> connections.put(name, connection(name, failed.sum())));
		return new Report(trouble.isEmpty() ? null : "The last PING failed on " + trouble + ".",
				Map.of("intervalMs", this.interval.toMillis(), "connections", connections));
	}

	/**
	 * Of several nodes the slowest counts.
	 */
	private Map<String, Object> connection(String name, long failed) {
		Map<String, Object> details = new TreeMap<>();
		details.put("failures", failed);
		this.last.entrySet()
			.stream()
			.filter((ping) -> ping.getKey().connection().equals(name) && ping.getValue().failure() == null)
			.mapToLong((ping) -> ping.getValue().duration().toNanos())
			.max()
			.ifPresent((nanos) -> details.put("lastLatencyMs", Math.round(nanos / 10_000.0) / 100.0));
		return details;
	}

	private record LastPing(Duration duration, @Nullable String failure) {

	}

}
