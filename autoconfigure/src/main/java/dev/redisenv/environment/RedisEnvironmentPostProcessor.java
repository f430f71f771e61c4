package dev.redisenv.environment;

import java.nio.file.Path;

import dev.redisenv.contract.RedisVariable;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.logging.DeferredLogFactory;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;

/**
 * Adds the variables of a {@code .env} file to the environment, and has the contract read
 * as soon as the environment is complete.
 */
final class RedisEnvironmentPostProcessor implements EnvironmentPostProcessor, Ordered {

	private final DeferredLogFactory logFactory;

	RedisEnvironmentPostProcessor(DeferredLogFactory logFactory) {
		this.logFactory = logFactory;
	}

	@Override
	public int getOrder() {
		return ConfigDataEnvironmentPostProcessor.ORDER + 1;
	}

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		DotEnvPropertySource source = DotEnvPropertySource.read(Path.of(".env"),
				environment.getProperty(RedisVariable.propertyName(RedisVariable.REDIS_KEY_PREFIX_VAR.name())),
				this.logFactory.getLog(getClass()));
		if (source != null) {
			environment.getPropertySources()
				.addAfter(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, source);
		}
		application.addInitializers(new RedisContractInitializer());
	}

}
