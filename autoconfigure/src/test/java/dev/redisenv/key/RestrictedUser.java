package dev.redisenv.key;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.redisenv.contract.Keys;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;

import org.springframework.util.StringUtils;

/**
 * Makes an application of a test one that logs in as the ACL user of its prefix. Set
 * {@code REDIS_ENV_TEST_RESTRICTED=true} and every application with a prefix, and without
 * a log-in of its own, is one.
 */
public final class RestrictedUser {

	private static final boolean WANTED = Boolean.parseBoolean(System.getenv("REDIS_ENV_TEST_RESTRICTED"));

	private static final String NAME = "restricted";

	private static final String PASSWORD = "restricted-password";

	private RestrictedUser() {
	}

	/**
	 * Makes the user, and adds the variables to log in.
	 */
	public static void addTo(Map<String, Object> variables) {
		Object prefix = variables.get("REDIS_KEY_PREFIX");
		Object uri = variables.get("REDIS_URI");
		if (!WANTED || prefix == null || uri == null || uri.toString().contains("@")
				|| !uri.toString().startsWith("redis://") || variables.containsKey("REDIS_USERNAME")) {
			return;
		}
		String line = new KeyPrefix(new Keys(prefix.toString(), 1, 1)).aclSetUser(NAME);
		List<String> words = words(line.replace("<password>", PASSWORD));
		nodes(uri.toString()).forEach((node) -> {
			send(node, words);
			// For a server that is started again
			send(node, List.of("CONFIG", "REWRITE"));
		});
		variables.put("REDIS_USERNAME", NAME);
		variables.put("REDIS_PASSWORD", PASSWORD);
	}

	private static Stream<String> nodes(String uri) {
		String first = StringUtils.commaDelimitedListToStringArray(uri)[0];
		return send(first, List.of("INFO", "cluster")).contains("cluster_enabled:1")
				? send(first, List.of("CLUSTER", "NODES")).lines()
					.map((line) -> "redis://" + words(line).get(1).replaceAll("@.*", ""))
				: Stream.of(first);
	}

	private static List<String> words(String line) {
		return List.of(StringUtils.delimitedListToStringArray(line, " "));
	}

	private static String send(String uri, List<String> words) {
		RedisClient client = RedisClient.create(uri);
		try (StatefulRedisConnection<String, String> connection = client.connect()) {
			CommandArgs<String, String> arguments = new CommandArgs<>(StringCodec.UTF8);
			words.subList(1, words.size()).forEach(arguments::add);
			return connection.sync()
				.dispatch(CommandType.valueOf(words.get(0)), new StatusOutput<>(StringCodec.UTF8), arguments);
		}
		finally {
			client.shutdown();
		}
	}

}
