package dev.redisenv.contract;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * The URLs that one variable lists, and what they say together.
 *
 * @param source the variable
 * @param readable whether they could be read; where not, the rest stands in for them so
 * that reading goes on
 * @param tls whether they ask for TLS
 * @param servers their hosts
 * @param options everything else they say
 */
record RedisUrls(Value source, boolean readable, boolean tls, List<Values.HostAndPort> servers,
		Map<UrlOption, Value> options) {

	/**
	 * A comma separates URLs only where a scheme follows, so that a password may hold
	 * one.
	 */
	private static final Pattern SEPARATOR = Pattern.compile("\\s*,\\s*(?=[A-Za-z][A-Za-z0-9+.-]*://)");

	private static final Pattern SHOWABLE = Pattern.compile(
			"([A-Za-z][A-Za-z0-9+.-]{0,19}://)([^/?#]*@)?(\\[[0-9A-Fa-f:.]+]|[\\p{L}\\p{N}._-]+)(:\\d+)?(/\\d*)?(\\?[^@#]*)?");

	static RedisUrls parse(Value source, Problems problems) {
		List<RedisUrl> urls = new ArrayList<>();
		try {
			for (String item : split(source.text())) {
				urls.add(RedisUrlParser.parse(item));
			}
			return combine(source, urls);
		}
		catch (InvalidUrl ex) {
			problems.add(source, String.valueOf(ex.getMessage()), ex.remedy());
			return new RedisUrls(source, false, true, List.of(new Values.HostAndPort("localhost", null)), Map.of());
		}
	}

	private static RedisUrls combine(Value source, List<RedisUrl> urls) throws InvalidUrl {
		boolean tls = urls.get(0).tls();
		Map<UrlOption, Value> options = new EnumMap<>(UrlOption.class);
		for (RedisUrl url : urls) {
			if (url.tls() != tls) {
				throw new InvalidUrl("mixes redis:// and rediss://", "rediss://node-1:6379,rediss://node-2:6379");
			}
			for (Map.Entry<UrlOption, String> option : url.options().entrySet()) {
				Value value = source.option(option.getKey(), option.getValue());
				Value other = options.putIfAbsent(option.getKey(), value);
				if (other != null && !other.text().equals(value.text())) {
					throw new InvalidUrl("lists URLs that differ in their " + option.getKey().text(),
							"redis://node-1:6379,redis://node-2:6379");
				}
			}
		}
		return new RedisUrls(source, true, tls, urls.stream().map(RedisUrl::server).toList(), options);
	}

	private static List<String> split(String text) throws InvalidUrl {
		if (!text.startsWith("[")) {
			return List.of(SEPARATOR.split(text));
		}
		List<String> items = Json.strings(text);
		if (items != null) {
			return items.stream().map(String::strip).toList();
		}
		throw new InvalidUrl("starts like a JSON array but is not an array of URLs",
				"[\"redis://node-1:6379\", \"redis://node-2:6379\"]");
	}

	/**
	 * Returns the text of a URL variable with everything hidden that may be a secret,
	 * also where the text is no URL at all.
	 */
	static String mask(String text) {
		try {
			return split(text).stream().map(RedisUrls::maskOne).collect(Collectors.joining(","));
		}
		catch (InvalidUrl ex) {
			// Nothing in a text that cannot be split is known to be harmless.
			return "***";
		}
	}

	private static String maskOne(String url) {
		Matcher matcher = SHOWABLE.matcher(url);
		if (!matcher.matches()) {
			return "***";
		}
		return matcher.group(1) + ((matcher.group(2) != null) ? "***@" : "") + matcher.group(3) + part(matcher.group(4))
				+ part(matcher.group(5)) + ((matcher.group(6) != null) ? "?***" : "");
	}

	private static String part(@Nullable String group) {
		return (group != null) ? group : "";
	}

}
