package dev.redisenv.sample.instance;

import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * This instance of the application.
 */
@Component
public final class Instance {

	private final Environment environment;

	Instance(Environment environment) {
		this.environment = environment;
	}

	/**
	 * Returns what this instance is called: its port, unless {@code sample.instance} says
	 * otherwise.
	 * @return a name
	 */
	public String name() {
		// Asked each time: the port is not known before the server listens
		return this.environment.getRequiredProperty("sample.instance");
	}

}
