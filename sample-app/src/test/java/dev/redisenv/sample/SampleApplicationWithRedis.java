package dev.redisenv.sample;

import dev.redisenv.test.RedisServer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;

/**
 * Starts the application with a real Redis of its own, which ends with this JVM.
 */
public final class SampleApplicationWithRedis {

	private SampleApplicationWithRedis() {
	}

	public static void main(String[] args) {
		// Not closed here: the application still needs it while it shuts down
		System.setProperty("redis-uri", RedisServer.start().uri().toString());
		SpringApplication.from(SampleApplication::main).with(Announcement.class).run(args);
	}

	@TestConfiguration(proxyBeanMethods = false)
	static class Announcement {

		private static final Log log = LogFactory.getLog(SampleApplicationWithRedis.class);

		@EventListener
		void announce(ApplicationReadyEvent event) {
			Environment environment = event.getApplicationContext().getEnvironment();
			log.info("Open http://localhost:%s in a browser; Redis is at %s."
				.formatted(environment.getProperty("local.server.port"), environment.getProperty("redis-uri")));
		}

	}

}
