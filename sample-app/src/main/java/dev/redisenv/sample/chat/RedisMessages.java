package dev.redisenv.sample.chat;

import java.util.List;

import tools.jackson.databind.json.JsonMapper;

import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * Messages that every instance of the application sees.
 *
 * @param redis where they are kept, in one list
 * @param json how they are written
 */
record RedisMessages(StringRedisTemplate redis, JsonMapper json) implements Messages {

	private static final String KEY = "chat";

	@Override
	public void add(Message message) {
		this.redis.opsForList().rightPush(KEY, this.json.writeValueAsString(message));
		this.redis.opsForList().trim(KEY, -LIMIT, -1);
	}

	@Override
	public List<Message> latest() {
		return this.redis.opsForList()
			.range(KEY, -LIMIT, -1)
			.stream()
			.map((text) -> this.json.readValue(text, Message.class))
			.toList();
	}

}
