package dev.redisenv.contract;

import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.springframework.util.StringUtils;

/**
 * Takes one Redis URL apart:
 * {@code redis[s]://[user[:password]@]host[:port][/db][?option=value]}. It is stricter
 * and more exact than {@link java.net.URI}, which loses a host name with an underscore,
 * and than the parsers of Spring Boot and Lettuce, which take {@code user@} for a
 * password and pass over the query.
 */
final class RedisUrlParser {

	private static final String EXAMPLE = "redis://localhost:6379";

	private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]{0,19})://(.*)", Pattern.DOTALL);

	private static final Pattern DATABASE = Pattern.compile("/?|/\\d{1,9}");

	private final Map<UrlOption, String> options = new EnumMap<>(UrlOption.class);

	private RedisUrlParser() {
	}

	static RedisUrl parse(String text) throws InvalidUrl {
		return new RedisUrlParser().doParse(text);
	}

	private RedisUrl doParse(String text) throws InvalidUrl {
		Matcher scheme = SCHEME.matcher(text);
		if (!scheme.matches()) {
			throw new InvalidUrl("has no scheme", EXAMPLE);
		}
		boolean tls = isTls(scheme.group(1));
		String rest = scheme.group(2);
		if (rest.indexOf('#') >= 0) {
			throw new InvalidUrl("has a # that is not percent-encoded as %23",
					"redis://user:pass%23word@localhost:6379");
		}
		int end = endOfAuthority(rest);
		String authority = rest.substring(0, end);
		int query = rest.indexOf('?', end);
		String path = rest.substring(end, (query < 0) ? rest.length() : query);
		int at = authority.lastIndexOf('@');
		if (at < 0 && path.indexOf('@') >= 0) {
			throw new InvalidUrl("has a user or password with a / that is not percent-encoded as %2F",
					"redis://user:pass%2Fword@localhost:6379");
		}
		if (at >= 0) {
			readUserInfo(authority.substring(0, at));
		}
		Values.HostAndPort server = server(authority.substring(at + 1));
		readDatabase(path);
		if (query >= 0) {
			readQuery(rest.substring(query + 1));
		}
		return new RedisUrl(tls, server, this.options);
	}

	private static boolean isTls(String scheme) throws InvalidUrl {
		return switch (scheme.toLowerCase(Locale.ROOT)) {
			case "redis", "valkey" -> false;
			case "rediss", "valkeys" -> true;
			default -> throw new InvalidUrl("has a scheme that is none of redis, rediss, valkey and valkeys", EXAMPLE);
		};
	}

	private static int endOfAuthority(String rest) {
		for (int i = 0; i < rest.length(); i++) {
			if (rest.charAt(i) == '/' || rest.charAt(i) == '?') {
				return i;
			}
		}
		return rest.length();
	}

	private void readUserInfo(String userInfo) throws InvalidUrl {
		int colon = userInfo.indexOf(':');
		put(UrlOption.USERNAME, decode("user", (colon < 0) ? userInfo : userInfo.substring(0, colon)));
		if (colon >= 0) {
			put(UrlOption.PASSWORD, decode("password", userInfo.substring(colon + 1)));
		}
	}

	private static Values.HostAndPort server(String text) throws InvalidUrl {
		if (text.isEmpty() || text.startsWith(":")) {
			throw new InvalidUrl("has no host", EXAMPLE);
		}
		if (text.indexOf(',') >= 0) {
			throw new InvalidUrl("has a host without a scheme after a comma",
					"redis://node-1:6379,redis://node-2:6379");
		}
		Values.HostAndPort server = Values.HostAndPort.parse(text);
		if (server != null) {
			return server;
		}
		int colon = text.startsWith("[") ? text.indexOf("]:") + 1 : text.indexOf(':');
		if (colon > 0 && Values.HostAndPort.parse(text.substring(0, colon)) != null) {
			throw new InvalidUrl("has a port that is not between 1 and 65535", EXAMPLE);
		}
		throw new InvalidUrl("has a host that is neither a name nor an address (an IPv6 address stands in brackets)",
				EXAMPLE);
	}

	private void readDatabase(String path) throws InvalidUrl {
		if (!DATABASE.matcher(path).matches()) {
			throw new InvalidUrl("has a database that is not a number", EXAMPLE + "/0");
		}
		put(UrlOption.DB, path.isEmpty() ? "" : path.substring(1));
	}

	private void readQuery(String query) throws InvalidUrl {
		for (String item : StringUtils.tokenizeToStringArray(query, "&")) {
			int equals = item.indexOf('=');
			UrlOption option = UrlOption.of((equals < 0) ? item : item.substring(0, equals))
				.orElseThrow(() -> new InvalidUrl("has an option that is none of " + UrlOption.names(),
						EXAMPLE + "?socket_timeout=5"));
			put(option, (equals < 0) ? "" : decode("option " + option.text(), item.substring(equals + 1)));
		}
	}

	private void put(UrlOption option, String text) throws InvalidUrl {
		if (text.isEmpty()) {
			return;
		}
		String other = this.options.put(option, text);
		if (other != null && !other.equals(text)) {
			throw new InvalidUrl("says %s twice, and differently".formatted(option.text()), EXAMPLE);
		}
	}

	private static String decode(String part, String text) throws InvalidUrl {
		try {
			return StringUtils.uriDecode(text, StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException ex) {
			// Its message would quote the text.
			throw new InvalidUrl("has a %s whose percent-encoding is broken (a %% itself is %%25)".formatted(part),
					"redis://user:100%25@localhost:6379");
		}
	}

}
