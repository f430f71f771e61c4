package dev.redisenv.session;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import dev.redisenv.connection.RedisOutages;
import dev.redisenv.contract.RedisSettings;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.servlet.DispatcherType;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.session.autoconfigure.SessionAutoConfiguration;
import org.springframework.boot.session.autoconfigure.SessionProperties;
import org.springframework.boot.session.data.redis.autoconfigure.SessionDataRedisAutoConfiguration;
import org.springframework.boot.session.data.redis.autoconfigure.SessionDataRedisProperties;
import org.springframework.boot.web.server.Cookie;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.data.redis.core.HashOperations;
import org.springframework.session.SessionIdGenerator;
import org.springframework.session.SessionRepository;
import org.springframework.session.config.SessionRepositoryCustomizer;
import org.springframework.session.data.redis.RedisSessionRepository;

/**
 * Auto-configuration for sessions of servlet applications.
 */
@AutoConfiguration(after = { SessionDataRedisAutoConfiguration.class, SessionAutoConfiguration.class })
@ConditionalOnClass({ RedisSessionRepository.class, SessionDataRedisAutoConfiguration.class, ServerProperties.class })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@EnableConfigurationProperties(ServerProperties.class)
public final class RedisSessionAutoConfiguration {

	/**
	 * The sign that Spring Boot set the repository up, and not the application.
	 */
	private static final String SPRING_BOOTS_CUSTOMIZER = "springBootSessionRepositoryCustomizer";

	private static Map<String, Object> details(String store, ServerProperties server, String sameSiteUnlessSet) {
		Map<String, Object> details = new TreeMap<>();
		Cookie cookie = server.getServlet().getSession().getCookie();
		Boolean secure = cookie.getSecure();
		Cookie.SameSite sameSite = cookie.getSameSite();
		details.put("store", store);
		details.put("cookieSecure", (secure != null) ? secure.toString() : "as the request");
		details.put("cookieSameSite",
				(sameSite != null) ? sameSite.name().toLowerCase(Locale.ROOT) : sameSiteUnlessSet);
		return details;
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBean(value = RedisSessionRepository.class, name = SPRING_BOOTS_CUSTOMIZER)
	@ImportRuntimeHints(Hints.class)
	static class InRedis {

		@Bean
		static SharedSessionRepositoryPostProcessor redisSharedSessionRepositoryPostProcessor(
				ObjectProvider<SessionRepositoryCustomizer<RedisSessionRepository>> customizers,
				ObjectProvider<SessionIdGenerator> ids, ObjectProvider<RedisSettings> settings,
				ObjectProvider<RequestReads> requestReads, ObjectProvider<RedisOutages> outages,
				ObjectProvider<SessionStatus> status) {
			return new SharedSessionRepositoryPostProcessor(customizers, ids, settings, requestReads, outages, status);
		}

		@Bean
		RequestReads redisSessionRequestReads() {
			return new RequestReads();
		}

		/**
		 * Around Spring Session's filter.
		 */
		@Bean
		FilterRegistrationBean<RequestReads> redisSessionRequestReadsRegistration(RequestReads requestReads,
				SessionProperties session) {
			FilterRegistrationBean<RequestReads> registration = new FilterRegistrationBean<>(requestReads);
			registration.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR);
			registration.setOrder(session.getServlet().getFilterOrder() - 1);
			return registration;
		}

		@Bean
		SessionStatus redisSessionStatus(SessionDataRedisProperties session, ServerProperties server) {
			Map<String, Object> details = details("redis", server, "lax");
			details.put("namespace", session.getNamespace());
			return new SessionStatus(details);
		}

		@Configuration(proxyBeanMethods = false)
		@ConditionalOnClass(MeterBinder.class)
		static class Meters {

			@Bean
			MeterBinder redisSessionMeters(SessionStatus status) {
				return (registry) -> FunctionCounter
					.builder("redis.env.session.unreadable", status, SessionStatus::unreadable)
					.description("Stored sessions that could not be read and counted as none")
					.register(registry);
			}

		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingBean(SessionRepository.class)
	static class InProcess {

		@Bean
		ProcessSessions redisProcessSessions(RedisSettings settings, ServerProperties server) {
			return new ProcessSessions(settings.origin(), details("process", server, "unset"));
		}

	}

	static final class Hints implements RuntimeHintsRegistrar {

		@Override
		public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
			hints.resources().registerPattern(StoredSessions.SCRIPTS + "*.lua");
			hints.proxies().registerJdkProxy(HashOperations.class);
		}

	}

}
