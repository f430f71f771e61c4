package dev.redisenv.health;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

import dev.redisenv.status.FeatureStatus;
import dev.redisenv.status.FeatureStatus.Report;

/**
 * What the features report. One that cannot even report is in trouble.
 */
final class FeatureReports {

	private final Supplier<Stream<FeatureStatus>> features;

	FeatureReports(Supplier<Stream<FeatureStatus>> features) {
		this.features = features;
	}

	/**
	 * Asks every feature, in their order.
	 * @return reports by name of the feature
	 */
	Map<String, Report> reports() {
		Map<String, Report> reports = new LinkedHashMap<>();
		this.features.get().forEach((feature) -> reports.put(feature.feature(), report(feature)));
		return reports;
	}

	private static Report report(FeatureStatus feature) {
		try {
			return feature.report();
		}
		catch (RuntimeException ex) {
			return new Report("cannot say how it is: " + ex.getClass().getSimpleName(), Map.of());
		}
	}

	/**
	 * Returns what does not work, as sentences that begin with the feature.
	 */
	static Stream<String> troubles(Map<String, Report> reports) {
		return reports.entrySet()
			.stream()
			.filter((entry) -> !entry.getValue().well())
			.map((entry) -> entry.getKey() + ": " + entry.getValue().trouble());
	}

	static Map<String, Object> details(Map<String, Report> reports) {
		Map<String, Object> details = new LinkedHashMap<>();
		reports.forEach((name, report) -> {
			Map<String, Object> feature = new LinkedHashMap<>();
			feature.put("status", report.well() ? "UP" : ConnectionHealth.DEGRADED.getCode());
			if (report.trouble() != null) {
				feature.put("trouble", report.trouble());
			}
			feature.putAll(report.details());
			details.put(name, feature);
		});
		return details;
	}

}
