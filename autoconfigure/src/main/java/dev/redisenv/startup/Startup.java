package dev.redisenv.startup;

import java.time.Duration;
import java.util.Locale;
import java.util.function.BooleanSupplier;

import dev.redisenv.contract.LocationOrigin;
import dev.redisenv.contract.RedisContract;
import dev.redisenv.contract.RedisVariable;
import dev.redisenv.startup.StartupSettings.Mode;

/**
 * What the start does where Redis does not answer, and why.
 *
 * @param mode what it does
 * @param because what decides that
 * @param timeout how long it waits with {@link Mode#WAIT}
 */
record Startup(Mode mode, String because, Duration timeout) {

	/**
	 * Decides. An application that sets no variable of ours, nor the property, starts as
	 * it does without the starter.
	 */
	static Startup of(StartupSettings settings, RedisContract contract, BooleanSupplier sessionsInRedis) {
		Duration timeout = settings.startupTimeout();
		Mode mode = settings.startup();
		if (mode != null) {
			return new Startup(mode, "redis-env.startup is " + mode.name().toLowerCase(Locale.ROOT), timeout);
		}
		// Where it is false there is no connection.
		if (contract.reading(RedisVariable.USE_REDIS) != null) {
			return new Startup(Mode.REQUIRE, "USE_REDIS is true", timeout);
		}
		if (contract.settings().origin() == LocationOrigin.VARIABLES && sessionsInRedis.getAsBoolean()) {
			return new Startup(Mode.REQUIRE, "sessions are kept in Redis", timeout);
		}
		return new Startup(Mode.BACKGROUND, "nothing asks for more", timeout);
	}

}
