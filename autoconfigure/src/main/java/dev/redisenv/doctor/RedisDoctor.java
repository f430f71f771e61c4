package dev.redisenv.doctor;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import dev.redisenv.diagnosis.Diagnosis;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * Finds out what is wrong between the application and Redis. It examines over links of
 * its own, made from the settings of the connections, and changes nothing on a server.
 * <p>
 * Safe to use from several threads: who asks during an examination gets its result.
 */
public final class RedisDoctor {

	private final Map<String, Patient> patients;

	RedisDoctor(Map<String, Patient> patients) {
		this.patients = new LinkedHashMap<>(patients);
	}

	/**
	 * Examines every connection, and waits for that, for at most a few seconds.
	 * @return what was found, by name of the connection; empty without Redis
	 */
	public Map<String, Diagnosis> examine() {
		Map<String, CompletableFuture<Diagnosis>> examinations = new LinkedHashMap<>();
		this.patients.forEach((name, patient) -> examinations.put(name, patient.examine()));
		Map<String, Diagnosis> diagnoses = new LinkedHashMap<>();
		examinations.forEach((name, examination) -> diagnoses.put(name, examination.join()));
		return diagnoses;
	}

	/**
	 * Examines one connection, and waits for that, for at most a few seconds.
	 * @param connectionFactory where the connection comes from
	 * @return what was found, or nothing where it is no connection of Lettuce
	 */
	public Optional<Diagnosis> examine(RedisConnectionFactory connectionFactory) {
		return patient(connectionFactory).map((patient) -> patient.examine().join());
	}

	/**
	 * Returns what the last examination of a connection found, without waiting. Where
	 * that is some seconds old, another one begins.
	 * @param connectionFactory where the connection comes from
	 * @return what was found, or {@code null} where that is not known yet
	 */
	public @Nullable Diagnosis last(RedisConnectionFactory connectionFactory) {
		return patient(connectionFactory).map(Patient::last).orElse(null);
	}

	private Optional<Patient> patient(RedisConnectionFactory connectionFactory) {
		return this.patients.values().stream().filter((patient) -> patient.factory() == connectionFactory).findFirst();
	}

}
