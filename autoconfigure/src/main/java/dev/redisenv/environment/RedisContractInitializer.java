package dev.redisenv.environment;

import java.util.Map;

import dev.redisenv.contract.ContractReader;
import dev.redisenv.contract.LocationOrigin;
import dev.redisenv.contract.RedisContract;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.util.ClassUtils;

/**
 * Reads the variables and adds what they mean in Spring Boot's own properties. It comes
 * last of all that prepares a context: the dynamic properties of tests are added no
 * earlier. It throws nothing: a wrong variable is reported when the context starts, where
 * it can be explained.
 */
final class RedisContractInitializer implements ApplicationContextInitializer<ConfigurableApplicationContext>, Ordered {

	private static final Log log = LogFactory.getLog(RedisContractInitializer.class);

	private static final String POOL = "spring.data.redis.lettuce.pool";

	private static final String CACHE_TYPE = "spring.cache.type";

	private static final String CAFFEINE = "com.github.benmanes.caffeine.cache.Caffeine";

	private static final String DEFAULT_PROPERTIES = "defaultProperties";

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public void initialize(ConfigurableApplicationContext context) {
		ConfigurableEnvironment environment = context.getEnvironment();
		MutablePropertySources sources = environment.getPropertySources();
		if (sources.contains(RedisContract.PROPERTY_SOURCE)) {
			return;
		}
		RedisContract contract = new ContractReader(environment).read();
		contract.warnings().forEach(log::warn);
		keepCachesInMemory(contract, environment);
		TranslatedPropertySource translated = new TranslatedPropertySource(contract);
		if (contract.settings().limits().maxConnections() == null && hasOwnPool(environment)) {
			translated.withdraw(POOL + ".enabled");
		}
		if (sources.contains(DEFAULT_PROPERTIES)) {
			sources.addBefore(DEFAULT_PROPERTIES, translated);
		}
		else {
			sources.addLast(translated);
		}
	}

	private static boolean hasOwnPool(ConfigurableEnvironment environment) {
		return Binder.get(environment).bind(POOL, Bindable.mapOf(String.class, String.class)).isBound();
	}

	/**
	 * An application that asks for caches in Redis would not start without.
	 */
	private static void keepCachesInMemory(RedisContract contract, ConfigurableEnvironment environment) {
		if (contract.settings().origin() == LocationOrigin.OFF
				&& "redis".equalsIgnoreCase(environment.getProperty(CACHE_TYPE))) {
			log.warn("%s=redis is not used: Redis is off, and caches are in memory.".formatted(CACHE_TYPE));
			String type = ClassUtils.isPresent(CAFFEINE, RedisContractInitializer.class.getClassLoader()) ? "caffeine"
					: "simple";
			environment.getPropertySources()
				.addFirst(new MapPropertySource(RedisContract.PROPERTY_SOURCE + "Off", Map.of(CACHE_TYPE, type)));
		}
	}

}
