package dev.redisenv;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import dev.redisenv.key.RestrictedUser;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * A whole application in a process whose environment holds the given variables and
 * nothing else.
 */
public final class TestApplication {

	/**
	 * What servers see as the name of the application's connections.
	 */
	public static final String CLIENT_NAME = "test-application";

	private final Map<String, Object> variables = new HashMap<>();

	private final List<String> arguments = new ArrayList<>();

	private String clientName = CLIENT_NAME;

	private final SpringApplication application = new SpringApplication(Configured.class);

	private TestApplication(Map<String, String> variables) {
		this.variables.putAll(variables);
		this.application.setWebApplicationType(WebApplicationType.NONE);
		this.application.setRegisterShutdownHook(false);
	}

	public static TestApplication with(Map<String, String> variables) {
		return new TestApplication(variables);
	}

	public static TestApplication with(String variable, Object value) {
		return with(Map.of(variable, value.toString()));
	}

	public TestApplication and(String variable, Object value) {
		this.variables.put(variable, value.toString());
		return this;
	}

	public TestApplication arguments(String... arguments) {
		this.arguments.addAll(List.of(arguments));
		return this;
	}

	/**
	 * Gives it another name, since what it sends is its own and not the starter's.
	 */
	public TestApplication clientName(String name) {
		this.clientName = name;
		return this;
	}

	/**
	 * Adds a bean as the application itself would declare it.
	 */
	public <T> TestApplication bean(Class<T> type, Supplier<T> bean) {
		this.application.addInitializers((context) -> ((GenericApplicationContext) context).registerBean(type, bean));
		return this;
	}

	public TestApplication configuration(Class<?> configuration) {
		this.application.addPrimarySources(List.of(configuration));
		return this;
	}

	/**
	 * Serves HTTP, on a free port.
	 */
	public TestApplication web() {
		this.application.setWebApplicationType(WebApplicationType.SERVLET);
		return arguments("--server.port=0");
	}

	public ConfigurableApplicationContext start() {
		RestrictedUser.addTo(this.variables);
		SafeMode.addTo(this.variables);
		String name = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().replace(name, new SystemEnvironmentPropertySource(name, this.variables));
		this.application.setEnvironment(environment);
		List<String> arguments = new ArrayList<>(this.arguments);
		arguments.add("--spring.data.redis.client-name=" + this.clientName);
		return this.application.run(arguments.toArray(String[]::new));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Configured {

	}

}
