package dev.redisenv.contract;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;

/**
 * Finds the connection properties of Spring Boot that the application sets itself.
 */
final class ApplicationConnectionProperties {

	private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of("spring.data.redis");

	private static final List<String> NAMES = List.of("url", "host", "port", "username", "password", "sentinel",
			"cluster.nodes", "masterreplica", "ssl");

	private ApplicationConnectionProperties() {
	}

	static @Nullable String find(Iterable<ConfigurationPropertySource> sources) {
		for (ConfigurationPropertySource source : sources) {
			for (String name : NAMES) {
				ConfigurationPropertyName property = ROOT.append(name);
				if (source.getConfigurationProperty(property) != null
						|| source.containsDescendantOf(property) == ConfigurationPropertyState.PRESENT) {
					return property.toString();
				}
			}
		}
		return null;
	}

}
