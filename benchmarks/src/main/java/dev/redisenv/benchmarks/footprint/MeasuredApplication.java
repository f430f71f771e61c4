package dev.redisenv.benchmarks.footprint;

import java.io.PrintStream;
import java.io.Serializable;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Objects;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * A small web application that uses Redis in every way. It knows nothing of the starter,
 * so that it runs without it as well. It prints {@code ready port millis} when it is.
 */
@SpringBootApplication(proxyBeanMethods = false)
@EnableCaching
class MeasuredApplication {

	static final String GREETING = "greeting";

	static final String CONNECT = "measured.connect";

	private static final PrintStream OUT = System.out;

	public static void main(String[] args) {
		SpringApplication.run(MeasuredApplication.class, args);
	}

	/**
	 * Has Spring Boot's connection factory connect while it starts, as the starter does.
	 */
	@Bean
	@ConditionalOnBooleanProperty(CONNECT)
	static BeanPostProcessor connecting() {
		return new BeanPostProcessor() {

			@Override
			public Object postProcessBeforeInitialization(Object bean, String beanName) {
				if (bean instanceof LettuceConnectionFactory factory) {
					factory.setEagerInitialization(true);
				}
				return bean;
			}

		};
	}

	@EventListener
	void announce(ApplicationReadyEvent event) {
		OUT.printf("ready %s %d%n",
				event.getApplicationContext().getEnvironment().getRequiredProperty("local.server.port"),
				Objects.requireNonNull(event.getTimeTaken()).toMillis());
	}

	/**
	 * What is cached.
	 */
	record Article(String title, String author, List<String> tags, String body) implements Serializable {

		static Article of(String id) {
			return new Article("Article " + id, "Ada Lovelace", List.of("tea", "rice", "milk"),
					"A few words. ".repeat(5));
		}

	}

	@Component
	static class Articles {

		@Cacheable("articles")
		public Article find(String id) {
			return Article.of(id);
		}

		@CachePut("articles")
		public Article replace(String id) {
			return Article.of(id);
		}

	}

	@RestController
	static class Requests {

		private final StringRedisTemplate template;

		private final Articles articles;

		Requests(StringRedisTemplate template, Articles articles) {
			this.template = template;
			this.articles = articles;
		}

		@GetMapping("/template")
		@Nullable String get() {
			return this.template.opsForValue().get(GREETING);
		}

		@GetMapping("/articles/{id}")
		Article find(@PathVariable String id) {
			return this.articles.find(id);
		}

		@GetMapping("/articles/{id}/replace")
		Article replace(@PathVariable String id) {
			return this.articles.replace(id);
		}

		@GetMapping("/session/create")
		void create(HttpServletRequest request) {
			HttpSession session = request.getSession(true);
			session.setAttribute("name", "Ada Lovelace");
			session.setAttribute("visits", 1);
		}

		@GetMapping("/session/read")
		Object read(HttpServletRequest request) {
			return request.getSession(false).getAttribute("name");
		}

		@GetMapping("/session/update")
		void update(HttpServletRequest request) {
			HttpSession session = request.getSession(false);
			session.setAttribute("visits", (Integer) session.getAttribute("visits") + 1);
		}

		/**
		 * Tells heap in bytes, threads and loaded classes, after a collection.
		 */
		@GetMapping("/rest")
		String rest() {
			System.gc();
			return "%d %d %d".formatted(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
					ManagementFactory.getThreadMXBean().getThreadCount(),
					ManagementFactory.getClassLoadingMXBean().getLoadedClassCount());
		}

	}

}
