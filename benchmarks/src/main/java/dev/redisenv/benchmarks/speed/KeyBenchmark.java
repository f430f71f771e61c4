package dev.redisenv.benchmarks.speed;

import java.util.Objects;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.serializer.RedisSerializer;

/**
 * What a template makes of a key before it is sent. A prefix is added there.
 */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init")
public class KeyBenchmark {

	@Param("REDIS_ENV")
	Subject subject;

	@Param("100")
	int size;

	private String key = "key";

	private RedisSerializer<Object> serializer;

	@Setup
	@SuppressWarnings("unchecked") // it writes what it is given
	public void open() {
		this.serializer = (RedisSerializer<Object>) Application.of(this.subject)
			.getBean(StringRedisTemplate.class)
			.getKeySerializer();
	}

	@Benchmark
	public byte[] write() {
		return Objects.requireNonNull(this.serializer.serialize(this.key));
	}

}
