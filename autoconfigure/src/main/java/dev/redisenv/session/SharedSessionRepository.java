package dev.redisenv.session;

import java.time.Duration;
import java.util.Map;
import java.util.function.BiFunction;

import dev.redisenv.connection.RedisOutages;
import dev.redisenv.contract.ClusterSafety;

import org.springframework.data.redis.core.RedisOperations;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.session.MapSession;
import org.springframework.session.data.redis.RedisSessionRepository;

/**
 * Spring Session's repository on a {@link SessionTemplate}, which learns from it what
 * customizers set. The application sees the template that was there before.
 */
final class SharedSessionRepository extends RedisSessionRepository {

	private final RedisTemplate<String, Object> original;

	private final SessionTemplate template;

	SharedSessionRepository(RedisTemplate<String, Object> original, ClusterSafety safety, RequestReads requestReads,
			RedisOutages outages, SessionStatus status) {
		this(original, new SessionTemplate(original, safety, requestReads, outages, status));
	}

	private SharedSessionRepository(RedisTemplate<String, Object> original, SessionTemplate template) {
		super(template);
		this.original = original;
		this.template = template;
	}

	@Override
	public RedisOperations<String, Object> getSessionRedisOperations() {
		return this.original;
	}

	@Override
	public void setDefaultMaxInactiveInterval(Duration defaultMaxInactiveInterval) {
		super.setDefaultMaxInactiveInterval(defaultMaxInactiveInterval);
		this.template.setInterval(defaultMaxInactiveInterval);
	}

	@Override
	public void setRedisSessionMapper(BiFunction<String, Map<String, Object>, MapSession> redisSessionMapper) {
		super.setRedisSessionMapper(redisSessionMapper);
		this.template.setMapper(redisSessionMapper);
	}

}
