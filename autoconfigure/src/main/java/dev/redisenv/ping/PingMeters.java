package dev.redisenv.ping;

import java.time.Duration;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * Records PINGs as meters. Nodes are no tag: a cluster may have hundreds.
 */
final class PingMeters implements PingListener {

	private final MeterRegistry registry;

	PingMeters(MeterRegistry registry) {
		this.registry = registry;
	}

	@Override
	public void answered(Link link, Duration latency) {
		record(link, latency, "success");
	}

	@Override
	public void failed(Link link, Duration duration, String reason) {
		record(link, duration, "failure");
	}

	private void record(Link link, Duration duration, String outcome) {
		Timer.builder("redis.env.ping")
			.description("Time until a PING was answered or given up")
			.tag("connection", link.connection())
			.tag("outcome", outcome)
			.register(this.registry)
			.record(duration);
	}

	@Override
	public void closed(Link link) {
		Counter.builder("redis.env.ping.links.closed")
			.description("Links closed since a PING was not answered in time")
			.tag("connection", link.connection())
			.register(this.registry)
			.increment();
	}

}
