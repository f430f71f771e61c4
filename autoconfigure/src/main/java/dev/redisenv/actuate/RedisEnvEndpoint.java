package dev.redisenv.actuate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.redisenv.actuate.RedisEnvDescriptor.Variable;
import dev.redisenv.contract.LocationOrigin;
import dev.redisenv.contract.Reading;
import dev.redisenv.contract.RedisContract;
import dev.redisenv.contract.RedisVariable;
import dev.redisenv.doctor.RedisDoctor;
import dev.redisenv.environment.TranslatedProperties;
import dev.redisenv.key.KeyPrefix;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/**
 * Endpoint that shows what the variables were set to, and what became of them.
 */
@Endpoint(id = "redisenv")
final class RedisEnvEndpoint {

	private static final String USER = "<user>";

	private final RedisContract contract;

	private final TranslatedProperties properties;

	private final KeyPrefix prefix;

	private final boolean ownLocation;

	private final ObjectProvider<RedisDoctor> doctor;

	/**
	 * Creates the endpoint.
	 * @param contract what was read
	 * @param properties what the variables became
	 * @param prefix what a Redis user for this application may reach
	 * @param ownLocation whether no bean of somebody else decides where the application
	 * connects
	 * @param doctor examines the connections, where there is a client to do it with
	 */
	RedisEnvEndpoint(RedisContract contract, TranslatedProperties properties, KeyPrefix prefix, boolean ownLocation,
			ObjectProvider<RedisDoctor> doctor) {
		this.prefix = prefix;
		this.contract = contract;
		this.properties = properties;
		this.ownLocation = ownLocation;
		this.doctor = doctor;
	}

	@ReadOperation
	RedisEnvDescriptor variables() {
		Map<String, Variable> variables = new LinkedHashMap<>();
		for (RedisVariable variable : RedisVariable.values()) {
			variables.put(variable.name(), describe(variable));
		}
		return new RedisEnvDescriptor(variables, this.contract.warnings(), this.prefix.aclSetUser(USER));
	}

	/**
	 * Examines the connections, which takes some seconds where a server does not answer.
	 * @param part {@code doctor}
	 * @return what was found, or {@code null} for any other part
	 */
	@ReadOperation
	@Nullable DoctorDescriptor part(@Selector String part) {
		if (!part.equals("doctor")) {
			return null;
		}
		RedisDoctor doctor = this.doctor.getIfAvailable();
		return DoctorDescriptor.of((doctor != null) ? doctor.examine() : Map.of());
	}

	private Variable describe(RedisVariable variable) {
		Reading reading = this.contract.reading(variable);
		if (reading == null) {
			return new Variable(null, null, null, variable.defaultText(), null, null);
		}
		String ignored = ignored(variable, reading);
		List<String> translated = (ignored == null) ? this.properties.names().get(variable) : null;
		return new Variable(reading.name().equals(variable.name()) ? null : reading.name(), reading.shown(),
				(reading.origin() != null) ? reading.origin().toString() : null, null, ignored, translated);
	}

	private @Nullable String ignored(RedisVariable variable, Reading reading) {
		boolean elsewhere = this.contract.settings().origin() == LocationOrigin.VARIABLES && !this.ownLocation;
		return (elsewhere && variable.locates()) ? "A connection bean of the application decides where it connects"
				: reading.ignored();
	}

}
