package dev.redisenv.doctor;

import dev.redisenv.key.KeyPrefix;
import org.jspecify.annotations.Nullable;

/**
 * The installation that the application belongs to. A dedicated one writes its name where
 * its keys are, for others to see.
 *
 * @param name what all instances of the installation are called; {@code null} where
 * nobody said
 * @param dedicated whether nobody else may use the same keys
 * @param key the key that holds the name of the owner
 */
record Installation(@Nullable String name, boolean dedicated, String key) {

	static Installation of(DoctorSettings settings, String applicationName, KeyPrefix prefix) {
		String name = (settings.installation() != null) ? settings.installation() : applicationName;
		return new Installation(name.isBlank() ? null : name, settings.dedicated(),
				Concerns.name(prefix, "installation"));
	}

}
