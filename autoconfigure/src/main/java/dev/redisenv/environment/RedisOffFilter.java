package dev.redisenv.environment;

import dev.redisenv.contract.LocationOrigin;
import dev.redisenv.contract.RedisContract;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.util.Assert;

/**
 * Takes Spring Boot's Redis auto-configurations away where Redis is off or nobody said
 * where it is. Caches and sessions then stay in memory by Spring Boot's own rules.
 */
final class RedisOffFilter implements AutoConfigurationImportFilter, EnvironmentAware {

	private @Nullable ConfigurableEnvironment environment;

	@Override
	public void setEnvironment(Environment environment) {
		this.environment = (ConfigurableEnvironment) environment;
	}

	@Override
	public boolean[] match(@Nullable String[] autoConfigurationClasses, AutoConfigurationMetadata metadata) {
		Assert.state(this.environment != null, "'environment' must not be null");
		LocationOrigin origin = RedisContract.of(this.environment).settings().origin();
		boolean without = origin == LocationOrigin.OFF || origin == LocationOrigin.NOBODY;
		boolean[] matches = new boolean[autoConfigurationClasses.length];
		for (int i = 0; i < matches.length; i++) {
			String name = autoConfigurationClasses[i];
			matches[i] = !without || name == null || !RedisAutoConfigurations.NAMES.contains(name);
		}
		return matches;
	}

}
