package dev.redisenv.startup;

import java.util.concurrent.CompletableFuture;

import dev.redisenv.startup.StartupSettings.Mode;
import org.aopalliance.intercept.MethodInterceptor;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.stream.StreamMessageListenerContainer;

/**
 * Lets containers that read streams start when Redis answers: unless told otherwise, they
 * give a stream up at the first failure. One that is started before it becomes a bean
 * cannot be held back.
 */
final class LateStreams implements BeanPostProcessor {

	private final ObjectProvider<Startup> startup;

	private final ObjectProvider<LateListeners> listeners;

	private final ObjectProvider<RedisConnectionFactory> connectionFactory;

	LateStreams(ObjectProvider<Startup> startup, ObjectProvider<LateListeners> listeners,
			ObjectProvider<RedisConnectionFactory> connectionFactory) {
		this.startup = startup;
		this.listeners = listeners;
		this.connectionFactory = connectionFactory;
	}

	@Override
	public Object postProcessBeforeInitialization(Object bean, String beanName) {
		if (!(bean instanceof StreamMessageListenerContainer<?, ?> container)
				|| this.startup.getObject().mode() != Mode.BACKGROUND) {
			return bean;
		}
		RedisConnectionFactory factory = this.connectionFactory.getIfUnique();
		if (factory == null) {
			return bean;
		}
		FirstContact contact = new FirstContact(beanName, factory);
		ProxyFactory proxy = new ProxyFactory(container);
		proxy.addAdvice((MethodInterceptor) (invocation) -> {
			if (!invocation.getMethod().getName().equals("start")) {
				return invocation.proceed();
			}
			// Failures are in the log; reading begins in a thread of its own in any case.
			CompletableFuture<Void> unused = this.listeners.getObject().start(beanName, container, contact);
			return null;
		});
		return proxy.getProxy(container.getClass().getClassLoader());
	}

}
