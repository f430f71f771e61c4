package dev.redisenv.session;

import dev.redisenv.TestApplication;
import dev.redisenv.status.FeatureStatus;
import dev.redisenv.test.RedisExtension;
import dev.redisenv.test.RedisServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.session.SessionRepository;
import org.springframework.session.data.redis.RedisIndexedSessionRepository;
import org.springframework.session.data.redis.RedisSessionRepository;
import org.springframework.session.data.redis.config.annotation.web.http.EnableRedisHttpSession;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which sessions are ours to change, and where sessions are without Redis.
 */
@ExtendWith(OutputCaptureExtension.class)
class WhoseSessionsTests {

	@RegisterExtension
	static final RedisExtension<RedisServer> server = RedisExtension.of(RedisServer::start);

	@Test
	void theRepositoryOfSpringBootIsReplaced() {
		try (ConfigurableApplicationContext context = shop().start()) {
			assertThat(context.getBean(SessionRepository.class)).isInstanceOf(SharedSessionRepository.class);
			assertThat(context.getBean(RedisSessionRepository.class)).isInstanceOf(SharedSessionRepository.class);
		}
	}

	@Test
	void theRepositoryThatTheApplicationAsksForIsLeftAlone() {
		try (ConfigurableApplicationContext context = shop().configuration(Own.class).start()) {
			assertThat(context.getBean(SessionRepository.class).getClass()).isEqualTo(RedisSessionRepository.class);
			assertThat(context.getBeansOfType(SessionStatus.class)).isEmpty();
		}
	}

	@Test
	void theIndexedRepositoryIsLeftAlone() {
		try (ConfigurableApplicationContext context = shop()
			.arguments("--spring.session.data.redis.repository-type=indexed")
			.start()) {
			assertThat(context.getBean(SessionRepository.class)).isInstanceOf(RedisIndexedSessionRepository.class);
			assertThat(context.getBeansOfType(SessionStatus.class)).isEmpty();
		}
	}

	@Test
	void whereRedisIsOffSessionsStayInTheProcess(CapturedOutput output) {
		staysInTheProcess(TestApplication.with("USE_REDIS", false).and("REDIS_URI", "redis://nowhere.invalid"), output,
				"USE_REDIS is false");
	}

	@Test
	void whereNobodySaysWhereRedisIsSessionsStayInTheProcess(CapturedOutput output) {
		staysInTheProcess(TestApplication.with("SESSION_COOKIE_SECURE", false), output,
				"nothing says where Redis is (REDIS_URI)");
	}

	private static void staysInTheProcess(TestApplication application, CapturedOutput output, String why) {
		Browser browser = new Browser();
		try (ConfigurableApplicationContext context = application.configuration(Shop.class).web().start()) {
			browser.get(context, "/write?name=colour&value=red");
			assertThat(browser.get(context, "/read?name=colour")).isEqualTo("red");
			assertThat(output.getAll().lines().filter((line) -> line.contains("Sessions stay"))).singleElement()
				.asString()
				.contains("INFO")
				.endsWith("Sessions stay in this process, end with it and are not shared: " + why);
			FeatureStatus status = context.getBean(ProcessSessions.class);
			assertThat(status.feature()).isEqualTo("session");
			assertThat(status.report().well()).isTrue();
			assertThat(status.report().details()).containsEntry("store", "process");
		}
	}

	@Test
	void anApplicationWithoutRequestsSaysNothing(CapturedOutput output) {
		try (ConfigurableApplicationContext context = TestApplication.with("USE_REDIS", false).start()) {
			assertThat(context.getBeansOfType(ProcessSessions.class)).isEmpty();
			assertThat(output).doesNotContain("Sessions stay");
		}
	}

	private static TestApplication shop() {
		return TestApplication.with("REDIS_URI", server.get().uri()).configuration(Shop.class).web();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableRedisHttpSession
	static class Own {

	}

}
