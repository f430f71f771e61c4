package dev.redisenv.health;

import java.time.Duration;
import java.util.Map;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisConnection;

/**
 * A line through a client that is not known any closer. It waits for as long as that
 * client does.
 */
final class PlainLine implements Line {

	private final RedisConnection connection;

	PlainLine(RedisConnection connection) {
		this.connection = connection;
	}

	@Override
	public Pong ping(Duration limit) {
		long start = System.nanoTime();
		this.connection.ping();
		return new Pong(Duration.ofNanos(System.nanoTime() - start), null, Map.of());
	}

	@Override
	public String info(Duration limit) {
		try {
			StringBuilder text = new StringBuilder();
			var properties = this.connection.serverCommands().info("server");
			if (properties != null) {
				properties.forEach((name, value) -> text.append(name).append(':').append(value).append('\n'));
			}
			return text.toString();
		}
		catch (DataAccessException ex) {
			// A user may be allowed everything but INFO.
			return "";
		}
	}

}
