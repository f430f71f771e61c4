package dev.redisenv.doctor;

import java.util.stream.Stream;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.session.data.redis.ReactiveRedisIndexedSessionRepository;
import org.springframework.session.data.redis.ReactiveRedisSessionRepository;
import org.springframework.session.data.redis.RedisIndexedSessionRepository;
import org.springframework.session.data.redis.RedisSessionRepository;
import org.springframework.util.ClassUtils;

/**
 * Whether the application keeps its sessions in Redis.
 */
public final class SessionsInRedis {

	private static final boolean SPRING_SESSION = ClassUtils
		.isPresent("org.springframework.session.data.redis.RedisSessionRepository", null);

	private SessionsInRedis() {
	}

	/**
	 * Looks for Spring Session's repositories, and creates none.
	 * @param beans the application's beans
	 * @return whether there is one
	 */
	public static boolean in(ListableBeanFactory beans) {
		return SPRING_SESSION && Stream
			.of(RedisSessionRepository.class, RedisIndexedSessionRepository.class, ReactiveRedisSessionRepository.class,
					ReactiveRedisIndexedSessionRepository.class)
			.anyMatch((type) -> beans.getBeanNamesForType(type, true, false).length > 0);
	}

}
