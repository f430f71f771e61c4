package dev.redisenv.connection;

import java.util.IdentityHashMap;

import dev.redisenv.contract.RedisSettings;
import dev.redisenv.diagnosis.Decider;
import dev.redisenv.environment.OwnLocation;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.DestructionAwareBeanPostProcessor;
import org.springframework.boot.thread.Threading;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;
import org.springframework.core.env.Environment;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.data.redis.connection.RedisStaticMasterReplicaConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Puts {@link BoundedConnectionFactory} in the place of Spring Boot's connection factory,
 * before that is initialised and so before it has opened anything.
 */
final class BoundedConnectionFactoryPostProcessor
		implements DestructionAwareBeanPostProcessor, EnvironmentAware, PriorityOrdered {

	/**
	 * Spring Boot's bean has a longer name with virtual threads.
	 */
	private static final String BEAN_NAME_PREFIX = "redisConnectionFactory";

	/** Replacements by what they replace; the container destroys only the latter. */
	private final IdentityHashMap<Object, LettuceConnectionFactory> replacements = new IdentityHashMap<>();

	private final ObjectProvider<DataRedisConnectionDetails> details;

	private final ObjectProvider<RedisStaticMasterReplicaConfiguration> masterReplica;

	/** Present where the variables decide the location. */
	private final ObjectProvider<OwnLocation> ownLocation;

	private final ObjectProvider<RedisSettings> settings;

	private boolean virtualThreads;

	BoundedConnectionFactoryPostProcessor(ObjectProvider<DataRedisConnectionDetails> details,
			ObjectProvider<RedisStaticMasterReplicaConfiguration> masterReplica,
			ObjectProvider<OwnLocation> ownLocation, ObjectProvider<RedisSettings> settings) {
		this.details = details;
		this.masterReplica = masterReplica;
		this.ownLocation = ownLocation;
		this.settings = settings;
	}

	/**
	 * Before those of the application, which so set up the factory that is used.
	 */
	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public void setEnvironment(Environment environment) {
		this.virtualThreads = Threading.VIRTUAL.isActive(environment);
	}

	@Override
	public @Nullable Object postProcessBeforeInitialization(Object bean, String beanName) {
		if (!beanName.startsWith(BEAN_NAME_PREFIX) || bean.getClass() != LettuceConnectionFactory.class) {
			return bean;
		}
		LettuceConnectionFactory factory = (LettuceConnectionFactory) bean;
		// Fixed replicas are not told by the factory, so it cannot be made again.
		if (FixedReplicas.areListed(this.details, this.masterReplica)
				|| !CommandTimeouts.areIn(factory.getClientConfiguration())) {
			return bean;
		}
		BoundedConnectionFactory bounded = BoundedConnectionFactory.like(factory,
				(this.ownLocation.getIfAvailable() != null) ? Decider.ofMain(this.settings.getObject(), true) : null);
		if (this.virtualThreads) {
			SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor("redis-");
			executor.setVirtualThreads(true);
			bounded.setExecutor(executor);
		}
		this.replacements.put(bean, bounded);
		return bounded;
	}

	@Override
	public boolean requiresDestruction(Object bean) {
		return this.replacements.containsKey(bean);
	}

	@Override
	public void postProcessBeforeDestruction(Object bean, String beanName) {
		LettuceConnectionFactory replacement = this.replacements.remove(bean);
		if (replacement != null) {
			replacement.destroy();
		}
	}

}
