package dev.redisenv.environment;

import java.util.LinkedHashMap;
import java.util.Map;

import dev.redisenv.contract.Reading;
import dev.redisenv.contract.RedisContract;
import dev.redisenv.contract.RedisVariable;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.util.StringUtils;

/**
 * What was read, as Spring Boot's own properties. Each property has the origin of the
 * variable it comes from.
 */
final class TranslatedPropertySource extends EnumerablePropertySource<RedisContract> implements OriginLookup<String> {

	private final Map<String, Translation.Property> properties = new LinkedHashMap<>();

	TranslatedPropertySource(RedisContract contract) {
		super(RedisContract.PROPERTY_SOURCE, contract);
		if (contract.problems().isEmpty()) {
			new Translation(contract.settings()).forEach((property) -> this.properties.put(property.name(), property));
		}
	}

	/**
	 * Takes a property back that the application decides in another way.
	 */
	void withdraw(String name) {
		this.properties.remove(name);
	}

	@Override
	public String[] getPropertyNames() {
		return StringUtils.toStringArray(this.properties.keySet());
	}

	@Override
	public @Nullable Object getProperty(String name) {
		Translation.Property property = this.properties.get(name);
		return (property != null) ? property.value() : null;
	}

	@Override
	public @Nullable Origin getOrigin(String name) {
		Translation.Property property = this.properties.get(name);
		RedisVariable variable = (property != null) ? property.source(getSource()) : null;
		Reading reading = (variable != null) ? getSource().reading(variable) : null;
		return (reading != null) ? reading.origin() : null;
	}

	/**
	 * Prints neither names nor values.
	 */
	@Override
	public String toString() {
		return getClass().getSimpleName() + " {name='" + getName() + "'}";
	}

}
