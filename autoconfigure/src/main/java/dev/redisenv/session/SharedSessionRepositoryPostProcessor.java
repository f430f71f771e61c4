package dev.redisenv.session;

import dev.redisenv.connection.RedisOutages;
import dev.redisenv.contract.RedisSettings;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.session.SessionIdGenerator;
import org.springframework.session.config.SessionRepositoryCustomizer;
import org.springframework.session.data.redis.RedisSessionRepository;

/**
 * Puts {@link SharedSessionRepository} in the place of the repository that Spring Session
 * makes for Spring Boot, set up by the same customizers.
 */
final class SharedSessionRepositoryPostProcessor implements BeanPostProcessor {

	private final ObjectProvider<SessionRepositoryCustomizer<RedisSessionRepository>> customizers;

	private final ObjectProvider<SessionIdGenerator> ids;

	private final ObjectProvider<RedisSettings> settings;

	private final ObjectProvider<RequestReads> requestReads;

	private final ObjectProvider<RedisOutages> outages;

	private final ObjectProvider<SessionStatus> status;

	SharedSessionRepositoryPostProcessor(
			ObjectProvider<SessionRepositoryCustomizer<RedisSessionRepository>> customizers,
			ObjectProvider<SessionIdGenerator> ids, ObjectProvider<RedisSettings> settings,
			ObjectProvider<RequestReads> requestReads, ObjectProvider<RedisOutages> outages,
			ObjectProvider<SessionStatus> status) {
		this.customizers = customizers;
		this.ids = ids;
		this.settings = settings;
		this.requestReads = requestReads;
		this.outages = outages;
		this.status = status;
	}

	@Override
	public Object postProcessBeforeInitialization(Object bean, String beanName) {
		if (bean.getClass() != RedisSessionRepository.class || !(((RedisSessionRepository) bean)
			.getSessionRedisOperations() instanceof RedisTemplate<String, Object> template)) {
			return bean;
		}
		RedisOutages outages = this.outages.getIfAvailable();
		if (outages == null || !outages.watches(template.getRequiredConnectionFactory())) {
			// Sessions have a connection of their own, which the application set up.
			return bean;
		}
		SharedSessionRepository shared = new SharedSessionRepository(template,
				this.settings.getObject().clusterSafety(), this.requestReads.getObject(), outages,
				this.status.getObject());
		this.ids.ifAvailable(shared::setSessionIdGenerator);
		this.customizers.orderedStream().forEach((customizer) -> customizer.customize(shared));
		return shared;
	}

}
