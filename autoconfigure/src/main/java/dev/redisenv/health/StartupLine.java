package dev.redisenv.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import dev.redisenv.contract.LocationOrigin;
import dev.redisenv.contract.Reading;
import dev.redisenv.contract.RedisContract;
import dev.redisenv.contract.RedisSettings;
import dev.redisenv.contract.RedisVariable;
import dev.redisenv.contract.Tls;
import dev.redisenv.status.FeatureStatus;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * One line that says how the application uses Redis, without a secret in it.
 */
final class StartupLine {

	private final RedisContract contract;

	private final Probes probes;

	private final boolean ownLocation;

	/**
	 * Creates the line.
	 * @param contract what was read
	 * @param probes the connections
	 * @param ownLocation whether nobody but the variables or properties decides where the
	 * main connection goes
	 */
	StartupLine(RedisContract contract, Probes probes, boolean ownLocation) {
		this.contract = contract;
		this.probes = probes;
		this.ownLocation = ownLocation;
	}

	String text(Stream<FeatureStatus> features) {
		if (this.probes.main().isEmpty()) {
			return "Redis is %s (%s): caches and sessions stay in this process"
				.formatted((settings().origin() == LocationOrigin.OFF) ? "off" : "not used", whyNot());
		}
		List<String> parts = new ArrayList<>();
		for (Probe probe : this.probes.main()) {
			parts.add(probe.whereabouts() + " (" + location() + ")");
			parts.addAll(security(probe.whereabouts()));
		}
		addIfPresent(parts, "prefix ", settings().keys().prefix());
		Set<String> inMemory = new TreeSet<>(settings().cacheNamespaces().inMemory());
		addIfPresent(parts, "in memory: ", inMemory.isEmpty() ? null : String.join(" ", inMemory));
		Probe webSocket = this.probes.webSocket();
		addIfPresent(parts, "WebSocket on ", (webSocket != null) ? webSocket.whereabouts() : null);
		List<String> names = features.map(this::name).toList();
		return "Redis: " + String.join(", ", parts) + (names.isEmpty() ? "" : "; " + String.join(", ", names));
	}

	/**
	 * Returns why there is no connection.
	 */
	String whyNot() {
		Reading off = this.contract.reading(RedisVariable.USE_REDIS);
		return (settings().origin() == LocationOrigin.OFF && off != null) ? "USE_REDIS=false" + from(off)
				: "no REDIS_URI is set";
	}

	private String location() {
		LocationOrigin origin = settings().origin();
		if (!this.ownLocation) {
			return "from a connection bean of the application";
		}
		if (origin == LocationOrigin.APPLICATION) {
			return "spring.data.redis of the application";
		}
		Reading uri = this.contract.reading(RedisVariable.REDIS_URI);
		Reading reading = (uri != null) ? uri : this.contract.reading(RedisVariable.REDIS_URI_FILE);
		return (reading != null) ? reading.name() + from(reading) : "nobody said where";
	}

	private static String from(Reading reading) {
		if (reading.origin() == null) {
			return "";
		}
		// The origin's own text repeats the name, which is said already.
		String origin = reading.origin().toString();
		return " from " + (origin.startsWith("System Environment Property") ? "environment" : origin);
	}

	private List<String> security(Whereabouts whereabouts) {
		List<String> parts = new ArrayList<>();
		if (whereabouts.tls()) {
			parts.add("TLS" + authority() + (whereabouts.hostnameCheck() ? "" : " without a check of the host name"));
		}
		addIfPresent(parts, "user ", whereabouts.user());
		return parts;
	}

	private String authority() {
		Tls tls = (settings().connection() != null) ? settings().connection().tls() : null;
		if (!this.ownLocation || tls == null || tls.ca() == null) {
			return "";
		}
		return " with " + Stream.of(RedisVariable.REDIS_CA, RedisVariable.REDIS_TLS_CA_CERT)
			.filter((variable) -> this.contract.reading(variable) != null)
			.findFirst()
			.map(RedisVariable::name)
			.orElse("the authority in the URL");
	}

	private String name(FeatureStatus feature) {
		Duration interval = settings().ping().interval();
		if (!feature.feature().equals("ping") || interval.isZero()) {
			return feature.feature();
		}
		return "ping every "
				+ ((interval.toMillis() % 1000 == 0) ? interval.toSeconds() + " s" : interval.toMillis() + " ms");
	}

	private static void addIfPresent(List<String> parts, String what, @Nullable Object value) {
		if (value != null && StringUtils.hasText(value.toString())) {
			parts.add(what + value);
		}
	}

	private RedisSettings settings() {
		return this.contract.settings();
	}

}
