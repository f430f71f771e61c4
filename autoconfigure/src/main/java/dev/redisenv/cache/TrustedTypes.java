package dev.redisenv.cache;

import java.net.URI;
import java.util.Collection;
import java.util.Currency;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

import tools.jackson.databind.DatabindContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.jsontype.PolymorphicTypeValidator;

/**
 * The types that cached JSON may name: those of the application, and plain values and
 * collections of the JDK. Any other type could do harm while it is read.
 */
final class TrustedTypes extends PolymorphicTypeValidator {

	private static final Set<String> VALUES = Set.of("java.lang", "java.math", "java.time");

	private static final Set<Class<?>> OTHERS = Set.of(UUID.class, Locale.class, Currency.class, Date.class, URI.class);

	private static final Pattern ARRAY = Pattern.compile("\\[+[A-Z]?|;");

	private final List<String> packages;

	TrustedTypes(Collection<String> packages) {
		this.packages = packages.stream().map((name) -> name.endsWith(".") ? name : name + ".").toList();
	}

	boolean contains(Class<?> type) {
		if (type.isArray()) {
			Class<?> element = type.getComponentType();
			return element.isPrimitive() || element == Object.class || contains(element);
		}
		return isPlain(type) || isOfApplication(type.getName());
	}

	private boolean isOfApplication(String type) {
		return this.packages.stream().anyMatch(type::startsWith);
	}

	private static boolean isPlain(Class<?> type) {
		boolean value = VALUES.contains(type.getPackageName()) && Comparable.class.isAssignableFrom(type);
		boolean container = type.getPackageName().equals("java.util")
				&& (Collection.class.isAssignableFrom(type) || Map.class.isAssignableFrom(type));
		return value || container || OTHERS.contains(type);
	}

	/**
	 * No base type makes every subtype harmless.
	 */
	@Override
	public Validity validateBaseType(DatabindContext context, JavaType baseType) {
		return Validity.INDETERMINATE;
	}

	/**
	 * Decides by the name where it can: what is not trusted is not even loaded.
	 */
	@Override
	public Validity validateSubClassName(DatabindContext context, JavaType baseType, String subClassName) {
		String element = ARRAY.matcher(subClassName).replaceAll("");
		return (element.isEmpty() || element.startsWith("java.") || isOfApplication(element)) ? Validity.INDETERMINATE
				: Validity.DENIED;
	}

	@Override
	public Validity validateSubType(DatabindContext context, JavaType baseType, JavaType subType) {
		return contains(subType.getRawClass()) ? Validity.ALLOWED : Validity.DENIED;
	}

}
