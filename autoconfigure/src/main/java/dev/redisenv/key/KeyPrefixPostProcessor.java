package dev.redisenv.key;

import java.lang.reflect.Method;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanClassLoaderAware;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;
import org.springframework.data.redis.core.ReactiveRedisTemplate;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.util.Assert;

/**
 * Puts templates that know the prefix in the place of Spring Boot's, before those are
 * initialised. A serializer alone would not do: a template asks none for the pattern of a
 * SCAN and for a channel. Templates of the application are left alone.
 */
final class KeyPrefixPostProcessor
		implements BeanPostProcessor, BeanClassLoaderAware, BeanFactoryAware, PriorityOrdered {

	private static final Set<Class<?>> SPRING_BOOT = Set.of(DataRedisAutoConfiguration.class,
			DataRedisReactiveAutoConfiguration.class);

	private final ObjectProvider<KeyPrefix> prefix;

	private @Nullable ClassLoader classLoader;

	private @Nullable ConfigurableListableBeanFactory beanFactory;

	KeyPrefixPostProcessor(ObjectProvider<KeyPrefix> prefix) {
		this.prefix = prefix;
	}

	/**
	 * Before those of the application, which so set up the template that is used.
	 */
	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public void setBeanClassLoader(ClassLoader classLoader) {
		this.classLoader = classLoader;
	}

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		this.beanFactory = (ConfigurableListableBeanFactory) beanFactory;
	}

	@Override
	public Object postProcessBeforeInitialization(Object bean, String beanName) {
		if (!(bean instanceof RedisTemplate || bean instanceof ReactiveRedisTemplate) || !isSpringBoots(beanName)) {
			return bean;
		}
		KeyPrefix keyPrefix = this.prefix.getObject();
		return (keyPrefix.prefix() != null) ? prefixed(bean, keyPrefix) : bean;
	}

	/**
	 * The method that made the bean tells, also after ahead-of-time processing.
	 */
	private boolean isSpringBoots(String beanName) {
		Assert.state(this.beanFactory != null, "No bean factory");
		if (!this.beanFactory.containsBeanDefinition(beanName)
				|| !(this.beanFactory.getMergedBeanDefinition(beanName) instanceof RootBeanDefinition definition)) {
			return false;
		}
		Method method = definition.getResolvedFactoryMethod();
		return method != null && SPRING_BOOT.contains(method.getDeclaringClass());
	}

	private Object prefixed(Object bean, KeyPrefix keyPrefix) {
		if (bean.getClass() == StringRedisTemplate.class) {
			return connected(new PrefixedStringRedisTemplate(keyPrefix), (StringRedisTemplate) bean);
		}
		if (bean.getClass() == RedisTemplate.class) {
			return connected(new PrefixedRedisTemplate(keyPrefix), (RedisTemplate<?, ?>) bean);
		}
		if (bean instanceof ReactiveStringRedisTemplate template) {
			return new PrefixedReactiveStringRedisTemplate(template.getConnectionFactory(),
					template.getSerializationContext(), keyPrefix);
		}
		if (bean.getClass() == ReactiveRedisTemplate.class) {
			@SuppressWarnings("unchecked") // Spring Boot declares it so
			ReactiveRedisTemplate<Object, Object> template = (ReactiveRedisTemplate<Object, Object>) bean;
			return new PrefixedReactiveRedisTemplate(template.getConnectionFactory(),
					template.getSerializationContext(), keyPrefix);
		}
		return bean;
	}

	/**
	 * The container has told the class loader to the template that is replaced.
	 */
	private RedisTemplate<?, ?> connected(RedisTemplate<?, ?> template, RedisTemplate<?, ?> replaced) {
		template.setConnectionFactory(replaced.getRequiredConnectionFactory());
		template.setBeanClassLoader(this.classLoader);
		return template;
	}

}
