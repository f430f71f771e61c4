package dev.redisenv.startup;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What no variable says about the start.
 *
 * @param startup what the start does where Redis does not answer; not set is require
 * where the variables lead sessions to Redis or USE_REDIS is true, else background
 * @param startupTimeout how long the start waits for Redis with wait
 */
@ConfigurationProperties("redis-env")
record StartupSettings(@Nullable Mode startup, @DefaultValue("60s") Duration startupTimeout) {

	StartupSettings {
		if (startupTimeout.toSeconds() < 1) {
			throw new IllegalArgumentException("'startupTimeout' must not be shorter than 1 s");
		}
	}

	/**
	 * What the start does where Redis does not answer.
	 */
	enum Mode {

		/** It fails. */
		REQUIRE,

		/** It waits for some time, then fails. */
		WAIT,

		/** It goes on. */
		BACKGROUND

	}

}
