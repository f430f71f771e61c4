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

import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * GET and SET of one key.
 */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init")
public class TemplateBenchmark {

	private static final String KEY = "key";

	/** Those of this process. */
	private static @Nullable Values opened;

	@Param("REDIS_ENV")
	Subject subject;

	@Param("100")
	int size;

	private String value;

	private Values values;

	@Setup
	public void open() {
		this.value = Application.value(this.size);
		this.values = opened(this.subject);
		this.values.set(KEY, this.value);
	}

	private static synchronized Values opened(Subject subject) {
		Values values = opened;
		if (values == null) {
			values = (subject == Subject.LETTUCE) ? LettuceValues.open() : TemplateValues.open(subject);
			opened = values;
		}
		return values;
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

	}

	private record LettuceValues(RedisCommands<String, String> commands) implements Values {

		static LettuceValues open() {
			return new LettuceValues(RedisClient.create(Application.server()).connect().sync());
		}

		@Override
		public @Nullable String get(String key) {
			return this.commands.get(key);
		}

		@Override
		public void set(String key, String value) {
			this.commands.set(key, value);
		}

	}

	private record TemplateValues(StringRedisTemplate template) implements Values {

		static TemplateValues open(Subject subject) {
			return new TemplateValues(Application.of(subject).getBean(StringRedisTemplate.class));
		}

		@Override
		public @Nullable String get(String key) {
			return this.template.opsForValue().get(key);
		}

		@Override
		public void set(String key, String value) {
			this.template.opsForValue().set(key, value);
		}

	}

}
