package dev.redisenv.contract;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;

/**
 * What reading the variables led to.
 *
 * @param settings the settings; complete only where there is no problem
 * @param problems what is wrong; anything here stops the start of the application
 * @param warnings what is odd, one sentence each
 * @param readings what each variable was set to, for those that are set
 */
public record RedisContract(RedisSettings settings, List<Problem> problems, List<String> warnings,
		Map<RedisVariable, Reading> readings) {

	/**
	 * Name of the property source that carries what was read through the start of the
	 * application.
	 */
	public static final String PROPERTY_SOURCE = "redisEnv";

	public RedisContract {
		problems = List.copyOf(problems);
		warnings = List.copyOf(warnings);
		readings = Map.copyOf(readings);
	}

	/**
	 * Returns what was read at the start of the application, or reads the variables where
	 * that has not happened.
	 * @param environment the application's environment
	 * @return the contract
	 */
	public static RedisContract of(ConfigurableEnvironment environment) {
		PropertySource<?> source = environment.getPropertySources().get(PROPERTY_SOURCE);
		return (source != null && source.getSource() instanceof RedisContract contract) ? contract
				: new ContractReader(environment).read();
	}

	/**
	 * Returns the settings.
	 * @return settings without a fault
	 * @throws InvalidRedisSettingsException where anything is wrong
	 */
	public RedisSettings validSettings() {
		if (!this.problems.isEmpty()) {
			throw new InvalidRedisSettingsException(this.problems);
		}
		return this.settings;
	}

	/**
	 * Returns what a variable was set to.
	 * @param variable the variable
	 * @return what was read, or {@code null} where it is not set
	 */
	public @Nullable Reading reading(RedisVariable variable) {
		return this.readings.get(variable);
	}

}
