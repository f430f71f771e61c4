package dev.redisenv.health;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;

import dev.redisenv.diagnosis.Diagnosis;
import dev.redisenv.status.FeatureStatus.Report;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * The health of one connection. A Redis that has answered once and is lost does not make
 * the application DOWN: it is lost for all replicas at once, and taking every one of them
 * out of service helps nobody.
 */
final class ConnectionHealth implements HealthIndicator {

	static final Status DEGRADED = new Status("DEGRADED");

	private final Probe probe;

	private final FeatureReports features;

	private final Map<String, Object> settings;

	private final Supplier<@Nullable Diagnosis> diagnosis;

	/**
	 * Creates the health.
	 * @param probe asks the server
	 * @param features what lives on the connection
	 * @param settings details that do not change
	 * @param diagnosis what the doctor last found, without waiting
	 */
	ConnectionHealth(Probe probe, FeatureReports features, Map<String, Object> settings,
			Supplier<@Nullable Diagnosis> diagnosis) {
		this.probe = probe;
		this.features = features;
		this.settings = settings;
		this.diagnosis = diagnosis;
	}

	@Override
	public Health health() {
		Answer answer = this.probe.ask();
		Map<String, Report> reports = this.features.reports();
		String trouble = Stream.concat(Stream.ofNullable(answer.reason()), FeatureReports.troubles(reports))
			.findFirst()
			.orElse(null);
		Health.Builder health = Health.status(status(answer, trouble));
		if (trouble != null) {
			health.withDetail("reason", trouble);
		}
		Pong pong = answer.pong();
		if (pong == null) {
			addCause(health);
		}
		Map<String, Object> details = new LinkedHashMap<>(this.probe.whereabouts().details());
		if (pong != null) {
			details.putAll(pong.nodes());
			details.put("server", Objects.requireNonNullElse(answer.server(), "unknown"));
			details.put("latencyMs", Math.round(pong.latency().toNanos() / 10_000.0) / 100.0);
		}
		details.putAll(this.settings);
		if (!reports.isEmpty()) {
			details.put("features", FeatureReports.details(reports));
		}
		return health.withDetails(details).build();
	}

	private void addCause(Health.Builder health) {
		Diagnosis diagnosis = this.diagnosis.get();
		if (diagnosis != null) {
			diagnosis.preventing().ifPresent((finding) -> {
				health.withDetail("cause", finding.cause().id());
				health.withDetail("remedy", finding.remedy());
			});
		}
	}

	private static Status status(Answer answer, @Nullable String trouble) {
		if (!answer.ever()) {
			return Status.DOWN;
		}
		return (trouble != null) ? DEGRADED : Status.UP;
	}

}
