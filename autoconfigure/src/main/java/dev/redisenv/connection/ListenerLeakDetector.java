package dev.redisenv.connection;

import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import dev.redisenv.contract.RedisSettings;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;

/**
 * Says once, for each listener container, that it has more subscriptions than
 * {@code REDIS_MAX_LISTENERS}. It limits nothing. A container of a final class is not
 * watched.
 */
final class ListenerLeakDetector implements BeanPostProcessor {

	private static final Log log = LogFactory.getLog(ListenerLeakDetector.class);

	private final ObjectProvider<RedisSettings> settings;

	ListenerLeakDetector(ObjectProvider<RedisSettings> settings) {
		this.settings = settings;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (!(bean instanceof RedisMessageListenerContainer) || Modifier.isFinal(bean.getClass().getModifiers())) {
			return bean;
		}
		ProxyFactory proxy = new ProxyFactory(bean);
		proxy.setProxyTargetClass(true);
		proxy.addAdvice(new Counter(beanName, this.settings.getObject().limits().maxListeners()));
		return proxy.getProxy(bean.getClass().getClassLoader());
	}

	/**
	 * Counts what is added and removed.
	 */
	private static final class Counter implements MethodInterceptor {

		private final String container;

		private final int max;

		/** Guarded by itself. */
		private final Set<Subscription> subscriptions = new HashSet<>();

		private boolean reported;

		private Counter(String container, int max) {
			this.container = container;
			this.max = max;
		}

		@Override
		public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
			Object result = invocation.proceed();
			@Nullable Object[] arguments = invocation.getArguments();
			switch (invocation.getMethod().getName()) {
				case "addMessageListener" -> added(arguments[0], topics(arguments[1]));
				case "removeMessageListener" ->
					removed(arguments[0], (arguments.length > 1) ? topics(arguments[1]) : List.of());
				default -> {
				}
			}
			return result;
		}

		private static Collection<?> topics(@Nullable Object argument) {
			return (argument instanceof Collection<?> topics) ? topics : Collections.singleton(argument);
		}

		private void added(@Nullable Object listener, Collection<?> topics) {
			synchronized (this.subscriptions) {
				topics.forEach((topic) -> this.subscriptions.add(new Subscription(listener, topic)));
				if (this.subscriptions.size() > this.max && !this.reported) {
					this.reported = true;
					log.warn(
							"The listener container '%s' has more than %d subscriptions, which points to a leak. Where it does not, raise REDIS_MAX_LISTENERS."
								.formatted(this.container, this.max));
				}
			}
		}

		/**
		 * As the container does it: equal listeners are one, and no topics are all.
		 */
		private void removed(@Nullable Object listener, Collection<?> topics) {
			synchronized (this.subscriptions) {
				this.subscriptions
					.removeIf((subscription) -> (listener == null || listener.equals(subscription.listener()))
							&& (topics.isEmpty() || topics.contains(subscription.topic())));
			}
		}

	}

	/**
	 * One listener on one topic.
	 */
	private record Subscription(@Nullable Object listener, @Nullable Object topic) {

	}

}
