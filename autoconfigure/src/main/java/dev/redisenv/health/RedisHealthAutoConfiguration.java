package dev.redisenv.health;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

import dev.redisenv.contract.RedisContract;
import dev.redisenv.contract.RedisSettings;
import dev.redisenv.diagnosis.Diagnosis;
import dev.redisenv.doctor.RedisDoctor;
import dev.redisenv.environment.OwnLocation;
import dev.redisenv.key.KeyPrefix;
import dev.redisenv.status.FeatureStatus;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.SimpleAutowireCandidateResolver;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * Auto-configuration for what says how Redis is: the health, meters, and one line in the
 * log at the start. It comes before Spring Boot's own, whose health stays away where ours
 * is; whether there is a connection is therefore asked of the beans, not in a condition.
 */
@AutoConfiguration(before = DataRedisAutoConfiguration.class, beforeName = {
		"dev.redisenv.environment.RedisStandbyAutoConfiguration",
		"org.springframework.boot.data.redis.autoconfigure.health.DataRedisReactiveHealthContributorAutoConfiguration",
		"org.springframework.boot.data.redis.autoconfigure.health.DataRedisHealthContributorAutoConfiguration" })
public final class RedisHealthAutoConfiguration {

	private static final String WEB_SOCKET = "webSocketRedisConnectionFactory";

	@Bean
	Probes redisProbes(ConfigurableListableBeanFactory beanFactory) {
		Map<String, RedisConnectionFactory> factories = new LinkedHashMap<>(
				SimpleAutowireCandidateResolver.resolveAutowireCandidates(beanFactory, RedisConnectionFactory.class));
		RedisConnectionFactory webSocket = factories.remove(WEB_SOCKET);
		boolean single = factories.size() == 1;
		return new Probes(factories.entrySet()
			.stream()
			.map((factory) -> new Probe(single ? "main" : factory.getKey(), factory.getValue()))
			.toList(), (webSocket != null) ? new Probe("webSocket", webSocket) : null);
	}

	@Bean
	StartupLine redisStartupLine(ConfigurableEnvironment environment, Probes probes,
			ObjectProvider<OwnLocation> ownLocation) {
		return new StartupLine(RedisContract.of(environment), probes, ownLocation.getIfAvailable() != null);
	}

	@Bean
	ApplicationListener<ApplicationStartedEvent> redisStartupLineLogger(ApplicationContext context, StartupLine line,
			ObjectProvider<FeatureStatus> features) {
		return (event) -> {
			// The events of a child, such as the management server's, arrive here too.
			if (event.getApplicationContext() == context) {
				LogFactory.getLog(StartupLine.class).info(line.text(features.orderedStream()));
			}
		};
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ HealthContributor.class, ConditionalOnEnabledHealthIndicator.class })
	static class HealthConfiguration {

		@Bean
		@ConditionalOnEnabledHealthIndicator("redis")
		@ConditionalOnMissingBean(name = { "redisHealthIndicator", "redisHealthContributor" })
		HealthContributor redisHealthContributor(Probes probes, StartupLine line, RedisSettings settings,
				KeyPrefix prefix, ObjectProvider<FeatureStatus> features, ObjectProvider<RedisDoctor> doctor) {
			Map<String, Object> details = new LinkedHashMap<>();
			if (prefix.prefix() != null) {
				details.put("keyPrefix", prefix.prefix());
			}
			if (!settings.cacheNamespaces().inMemory().isEmpty()) {
				details.put("inMemoryCaches", new TreeSet<>(settings.cacheNamespaces().inMemory()));
			}
			Map<String, ConnectionHealth> healths = new LinkedHashMap<>();
			FeatureReports reports = new FeatureReports(features::orderedStream);
			probes.main()
				.forEach((probe) -> healths.put(probe.name(),
						new ConnectionHealth(probe, reports, details, () -> diagnosis(doctor, probe))));
			if (healths.isEmpty()) {
				Health without = Health.up().withDetail("use", "off").withDetail("reason", line.whyNot()).build();
				return (HealthIndicator) () -> without;
			}
			return (healths.size() == 1) ? healths.values().iterator().next()
					: CompositeHealthContributor.fromMap(healths);
		}

		@Bean
		@ConditionalOnEnabledHealthIndicator("redis")
		@ConditionalOnMissingBean(name = { "webSocketRedisHealthIndicator", "webSocketRedisHealthContributor" })
		@Nullable HealthContributor webSocketRedisHealthContributor(Probes probes, ObjectProvider<RedisDoctor> doctor) {
			Probe probe = probes.webSocket();
			return (probe != null) ? new ConnectionHealth(probe, new FeatureReports(Stream::empty), Map.of(),
					() -> diagnosis(doctor, probe)) : null;
		}

		private static @Nullable Diagnosis diagnosis(ObjectProvider<RedisDoctor> doctor, Probe probe) {
			RedisDoctor available = doctor.getIfAvailable();
			return (available != null) ? available.last(probe.factory()) : null;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterBinder.class)
	static class MeterConfiguration {

		@Bean
		RedisMeters redisEnvMeters(Probes probes, KeyPrefix prefix) {
			return new RedisMeters(probes, prefix);
		}

	}

}
