package dev.redisenv.doctor;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

import dev.redisenv.connection.FixedReplicas;
import dev.redisenv.contract.RedisSettings;
import dev.redisenv.diagnosis.Decider;
import dev.redisenv.environment.OwnLocation;
import dev.redisenv.key.KeyPrefix;
import io.lettuce.core.RedisClient;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisStaticMasterReplicaConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Auto-configuration for the doctor. It comes before Spring Boot's connection, to see who
 * decides on it; whether there is a connection is asked of the beans.
 */
@AutoConfiguration(before = DataRedisAutoConfiguration.class,
		beforeName = "dev.redisenv.environment.RedisStandbyAutoConfiguration")
@ConditionalOnClass(RedisClient.class)
@EnableConfigurationProperties(DoctorSettings.class)
public final class RedisDoctorAutoConfiguration {

	private static final String WEB_SOCKET = "webSocketRedisConnectionFactory";

	@Bean
	Installation redisInstallation(DoctorSettings settings, KeyPrefix prefix,
			@Value("${spring.application.name:}") String applicationName) {
		return Installation.of(settings, applicationName, prefix);
	}

	/**
	 * Makes the claim, or none where nobody asks for it: that is known at run time only.
	 */
	@Bean
	@Nullable Claim redisClaim(Installation installation, KeyPrefix prefix, ObjectProvider<RedisConnectionFactory> connections) {
		RedisConnectionFactory connectionFactory = connections.getIfUnique();
		return (installation.dedicated() && connectionFactory != null)
				? new Claim(installation, prefix, connectionFactory) : null;
	}

	@Bean
	RedisDoctor redisDoctor(ListableBeanFactory beans, RedisSettings settings, KeyPrefix prefix,
			Installation installation, ObjectProvider<OwnLocation> ownLocation,
			ObjectProvider<DataRedisConnectionDetails> details,
			ObjectProvider<RedisStaticMasterReplicaConfiguration> masterReplica) {
		Map<String, LettuceConnectionFactory> factories = new LinkedHashMap<>(
				beans.getBeansOfType(LettuceConnectionFactory.class));
		boolean shards = settings.clusterSafety().safeMode();
		LettuceConnectionFactory webSocket = factories.remove(WEB_SOCKET);
		Map<String, Patient> patients = new LinkedHashMap<>();
		// Such a connection does not tell its nodes.
		if (!FixedReplicas.areListed(details, masterReplica)) {
			Decider decider = Decider.ofMain(settings, ownLocation.getIfAvailable() != null);
			BooleanSupplier sessions = () -> SessionsInRedis.in(beans);
			Concerns concerns = new Concerns(decider, prefix, sessions, shards, installation);
			factories.forEach((name, factory) -> {
				if (factory.getSocketConfiguration() == null) {
					patients.put((factories.size() == 1) ? "main" : name, new Patient(factory, concerns));
				}
			});
		}
		if (webSocket != null) {
			patients.put("webSocket", new Patient(webSocket,
					new Concerns(Decider.ofWebSocket(settings), prefix, () -> false, shards, null)));
		}
		return new RedisDoctor(patients);
	}

}
