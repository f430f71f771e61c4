package dev.redisenv.environment;

import java.nio.file.Path;

import dev.redisenv.contract.ContractReader;
import dev.redisenv.contract.RedisContract;
import org.apache.commons.logging.Log;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.logging.DeferredLogFactory;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Reads the variables, once every other property source is there, and adds what they mean
 * in Spring Boot's own properties. It throws nothing: a wrong variable is reported when
 * the context starts, where it can be explained.
 */
final class RedisEnvironmentPostProcessor implements EnvironmentPostProcessor, Ordered {

	private static final String DEFAULT_PROPERTIES = "defaultProperties";

	private final Log log;

	RedisEnvironmentPostProcessor(DeferredLogFactory logFactory) {
		this.log = logFactory.getLog(RedisEnvironmentPostProcessor.class);
	}

	@Override
	public int getOrder() {
		return ConfigDataEnvironmentPostProcessor.ORDER + 1;
	}

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		addDotEnv(environment, Path.of(".env"));
		RedisContract contract = new ContractReader(environment).read();
		contract.warnings().forEach(this.log::warn);
		addLast(environment.getPropertySources(), new TranslatedPropertySource(contract));
	}

	private void addDotEnv(ConfigurableEnvironment environment, Path file) {
		DotEnvPropertySource source = DotEnvPropertySource.read(file, this.log);
		MutablePropertySources sources = environment.getPropertySources();
		if (source == null) {
			return;
		}
		if (sources.contains(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME)) {
			sources.addAfter(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, source);
		}
		else {
			addLast(sources, source);
		}
	}

	private static void addLast(MutablePropertySources sources, PropertySource<?> source) {
		if (sources.contains(DEFAULT_PROPERTIES)) {
			sources.addBefore(DEFAULT_PROPERTIES, source);
		}
		else {
			sources.addLast(source);
		}
	}

}
