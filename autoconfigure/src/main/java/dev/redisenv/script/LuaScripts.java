package dev.redisenv.script;

import org.springframework.core.io.ClassPathResource;
import org.springframework.data.redis.core.script.DefaultRedisScript;
import org.springframework.data.redis.core.script.RedisScript;

/**
 * The scripts below {@code META-INF/scripts}. Templates run them by their digest, and
 * send their text where a server does not know that.
 */
public final class LuaScripts {

	private LuaScripts() {
	}

	/**
	 * Finds a script.
	 * @param <T> type of its result
	 * @param name feature and verb, such as {@code cache/release}
	 * @param resultType type of its result
	 * @return the script
	 */
	public static <T> RedisScript<T> named(String name, Class<T> resultType) {
		DefaultRedisScript<T> script = new DefaultRedisScript<>();
		script.setLocation(new ClassPathResource("META-INF/scripts/" + name + ".lua"));
		script.setResultType(resultType);
		return script;
	}

}
