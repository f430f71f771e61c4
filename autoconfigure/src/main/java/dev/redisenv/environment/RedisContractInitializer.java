package dev.redisenv.environment;

import dev.redisenv.contract.ContractReader;
import dev.redisenv.contract.RedisContract;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MutablePropertySources;

/**
 * Reads the variables and adds what they mean in Spring Boot's own properties. It comes
 * last of all that prepares a context: the dynamic properties of tests are added no
 * earlier. It throws nothing: a wrong variable is reported when the context starts, where
 * it can be explained.
 */
final class RedisContractInitializer implements ApplicationContextInitializer<ConfigurableApplicationContext>, Ordered {

	private static final Log log = LogFactory.getLog(RedisContractInitializer.class);

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
		TranslatedPropertySource translated = new TranslatedPropertySource(contract);
		if (sources.contains(DEFAULT_PROPERTIES)) {
			sources.addBefore(DEFAULT_PROPERTIES, translated);
		}
		else {
			sources.addLast(translated);
		}
	}

}
