package dev.redisenv.environment;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import dev.redisenv.contract.RedisContract;
import dev.redisenv.contract.RedisVariable;

/**
 * Which properties of Spring Boot the variables became.
 *
 * @param names names of properties by the variable that was set
 */
public record TranslatedProperties(Map<RedisVariable, List<String>> names) {

	public TranslatedProperties {
		names = Map.copyOf(names);
	}

	static TranslatedProperties of(RedisContract contract) {
		Map<RedisVariable, List<String>> names = new EnumMap<>(RedisVariable.class);
		new Translation(contract.validSettings()).forEach((property) -> {
			RedisVariable source = property.source(contract);
			if (source != null) {
				names.computeIfAbsent(source, (variable) -> new ArrayList<>()).add(property.name());
			}
		});
		return new TranslatedProperties(names);
	}

}
