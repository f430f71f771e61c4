package dev.redisenv.doctor;

import java.util.function.BooleanSupplier;

import dev.redisenv.diagnosis.Decider;
import dev.redisenv.key.KeyPrefix;
import org.jspecify.annotations.Nullable;

/**
 * What the application wants from a connection.
 *
 * @param decider who decides on the connection
 * @param prefix what all keys begin with
 * @param sessions whether there are sessions on the connection
 * @param shards whether one endpoint may stand for several nodes
 * @param installation whose keys are on the connection; {@code null} where they are on
 * another one
 */
record Concerns(Decider decider, KeyPrefix prefix, BooleanSupplier sessions, boolean shards,
		@Nullable Installation installation) {

	/**
	 * Returns a name of the doctor's own, which no other code uses.
	 */
	static String name(KeyPrefix prefix, String name) {
		return (prefix.prefix() != null) ? prefix.name(name) : "redis-env:" + name;
	}

}
