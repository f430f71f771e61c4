package dev.redisenv.environment;

import java.util.List;

import dev.redisenv.contract.LocationOrigin;
import dev.redisenv.contract.RedisContract;
import dev.redisenv.environment.RedisStandbyAutoConfiguration.NobodySaidWhere;
import dev.redisenv.environment.RedisStandbyAutoConfiguration.SomebodyConnects;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanClassLoaderAware;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.DeferredImportSelector;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.util.ClassUtils;

/**
 * Auto-configuration for an application that sets no location but brings a connection as
 * a bean: a Testcontainers service connection, Docker Compose, a factory of its own. It
 * puts back what {@link RedisOffFilter} took away, which decides before beans are known.
 */
@AutoConfiguration(
		beforeName = { "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration",
				"org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration",
				"org.springframework.boot.session.autoconfigure.SessionAutoConfiguration" },
		after = RedisEnvironmentAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
@Conditional({ NobodySaidWhere.class, SomebodyConnects.class })
@Import(RedisStandbyAutoConfiguration.Imports.class)
public final class RedisStandbyAutoConfiguration {

	/**
	 * Deferred, so that the filter, which judges what auto-configurations import as well,
	 * does not see these imports.
	 */
	static final class Imports implements DeferredImportSelector, BeanClassLoaderAware {

		private @Nullable ClassLoader classLoader;

		@Override
		public void setBeanClassLoader(ClassLoader classLoader) {
			this.classLoader = classLoader;
		}

		@Override
		public String[] selectImports(AnnotationMetadata importingClass) {
			List<String> present = RedisAutoConfigurations.NAMES.stream()
				.filter((name) -> ClassUtils.isPresent(name, this.classLoader))
				.toList();
			return present.toArray(String[]::new);
		}

	}

	static final class NobodySaidWhere extends SpringBootCondition {

		@Override
		public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
			LocationOrigin origin = RedisContract.of((ConfigurableEnvironment) context.getEnvironment())
				.settings()
				.origin();
			return new ConditionOutcome(origin == LocationOrigin.NOBODY,
					ConditionMessage.forCondition("Redis location").because("origin is " + origin));
		}

	}

	static final class SomebodyConnects extends AnyNestedCondition {

		SomebodyConnects() {
			super(ConfigurationPhase.REGISTER_BEAN);
		}

		@ConditionalOnBean(DataRedisConnectionDetails.class)
		static final class Details {

		}

		@ConditionalOnBean(RedisConnectionFactory.class)
		static final class Factory {

		}

	}

}
