package dev.redisenv.contract;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.json.JsonParseException;
import org.springframework.boot.json.JsonParserFactory;

/**
 * The two forms of JSON that variables take. What is not of the form is {@code null}: the
 * parser's exception would quote the text, which may hold a password.
 */
final class Json {

	private Json() {
	}

	/**
	 * Reads an array of strings with at least one element.
	 */
	static @Nullable List<String> strings(String text) {
		try {
			List<Object> items = JsonParserFactory.getJsonParser().parseList(text);
			boolean valid = items != null && !items.isEmpty() && items.stream().allMatch(String.class::isInstance);
			return valid ? items.stream().map(String.class::cast).toList() : null;
		}
		catch (JsonParseException ex) {
			return null;
		}
	}

	/**
	 * Reads an object of plain values; those that are {@code null} are left out.
	 */
	static @Nullable Map<String, String> object(String text) {
		try {
			Map<String, Object> members = JsonParserFactory.getJsonParser().parseMap(text);
			if (members == null || members.values().stream().anyMatch(Json::isStructure)) {
				return null;
			}
			Map<String, String> values = new LinkedHashMap<>();
			members.forEach((name, value) -> {
				if (value != null) {
					values.put(name, value.toString());
				}
			});
			return values;
		}
		catch (JsonParseException ex) {
			return null;
		}
	}

	private static boolean isStructure(@Nullable Object value) {
		return value instanceof Map || value instanceof List;
	}

}
