package dev.redisenv.benchmarks.speed;

import java.util.Objects;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * GET and SET of one key.
 */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init")
public class TemplateBenchmark {

	private static final String KEY = "key";

	@Param("REDIS_ENV")
	Subject subject;

	@Param("100")
	int size;

	private String value;

	private Values values;

	@Setup
	public void open() {
		this.value = Application.value(this.size);
		this.values = (this.subject == Subject.LETTUCE) ? LettuceValues.open() : TemplateValues.open(this.subject);
		this.values.set(KEY, this.value);
	}

	@TearDown
	public void close() {
		this.values.close();
	}

	@Benchmark
	public String get() {
		return Objects.requireNonNull(this.values.get(KEY));
	}

	@Benchmark
	public void set() {
		this.values.set(KEY, this.value);
	}

	private interface Values {

		@Nullable String get(String key);

		void set(String key, String value);

		void close();

	}

	private record LettuceValues(RedisClient client, RedisCommands<String, String> commands) implements Values {

		static LettuceValues open() {
			RedisClient client = RedisClient.create(Application.server());
			return new LettuceValues(client, client.connect().sync());
		}

		@Override
		public @Nullable String get(String key) {
			return this.commands.get(key);
		}

		@Override
		public void set(String key, String value) {
			this.commands.set(key, value);
		}

		@Override
		public void close() {
			this.client.shutdown();
		}

	}

	private record TemplateValues(ConfigurableApplicationContext context,
			StringRedisTemplate template) implements Values {

		static TemplateValues open(Subject subject) {
			ConfigurableApplicationContext context = Application.start(subject, WebApplicationType.NONE);
			return new TemplateValues(context, context.getBean(StringRedisTemplate.class));
		}

		@Override
		public @Nullable String get(String key) {
			return this.template.opsForValue().get(key);
		}

		@Override
		public void set(String key, String value) {
			this.template.opsForValue().set(key, value);
		}

		@Override
		public void close() {
			this.context.close();
		}

	}

}
