package dev.redisenv.health;

import java.util.Objects;

import dev.redisenv.key.KeyPrefix;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * What is known of the connections, as meters. Reading one opens nothing and never waits.
 */
final class RedisMeters implements MeterBinder {

	private final Probes probes;

	private final KeyPrefix prefix;

	RedisMeters(Probes probes, KeyPrefix prefix) {
		this.probes = probes;
		this.prefix = prefix;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		this.probes.all().forEach((probe) -> {
			Gauge.builder("redis.env.connected", probe, RedisMeters::connected)
				.description("1 where Redis answered the last health check and the link is up, else 0")
				.tag("connection", probe.name())
				.register(registry);
			Gauge.builder("redis.env.info", () -> 1)
				.description("How the connection is set up, always 1")
				.tag("connection", probe.name())
				.tag("topology", probe.whereabouts().topology())
				.tag("prefix", Objects.requireNonNullElse(this.prefix.prefix(), "none"))
				.register(registry);
		});
	}

	private static double connected(Probe probe) {
		Boolean connected = probe.connected();
		if (connected == null) {
			return Double.NaN;
		}
		return connected ? 1 : 0;
	}

}
