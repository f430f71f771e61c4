package dev.redisenv.key;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.DataType;
import org.springframework.data.redis.connection.ReactiveSubscription.ChannelMessage;
import org.springframework.data.redis.connection.ReactiveSubscription.Message;
import org.springframework.data.redis.connection.ReactiveSubscription.PatternMessage;
import org.springframework.data.redis.connection.SortParameters.Order;
import org.springframework.data.redis.connection.SortParameters.Range;
import org.springframework.data.redis.core.KeyScanOptions;
import org.springframework.data.redis.core.ScanOptions;
import org.springframework.data.redis.core.ScanOptions.ScanOptionsBuilder;
import org.springframework.data.redis.core.query.SortQuery;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.data.redis.listener.PatternTopic;
import org.springframework.data.redis.listener.Topic;
import org.springframework.data.redis.serializer.RedisSerializationContext;
import org.springframework.data.redis.serializer.RedisSerializationContext.SerializationPair;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.data.redis.util.ByteUtils;
import org.springframework.util.Assert;

/**
 * Puts the prefix where templates ask no key serializer. The prefix holds no character
 * that means something in a pattern.
 */
final class PrefixedArguments {

	private static final byte[] EVERYTHING = { '*' };

	private final KeyPrefix prefix;

	PrefixedArguments(KeyPrefix prefix) {
		this.prefix = prefix;
	}

	String channel(String channel) {
		return this.prefix.key(channel);
	}

	/**
	 * Returns a message as its listener expects it, who asked for channels without the
	 * prefix.
	 */
	<V> Message<String, V> received(Message<String, V> message) {
		String channel = withoutPrefix(message.getChannel());
		if (message instanceof PatternMessage<?, ?, ?> matched) {
			return new PatternMessage<>(withoutPrefix(matched.getPattern().toString()), channel, message.getMessage());
		}
		return new ChannelMessage<>(channel, message.getMessage());
	}

	private String withoutPrefix(String name) {
		String beginning = this.prefix.key("");
		return name.startsWith(beginning) ? name.substring(beginning.length()) : name;
	}

	Topic[] topics(Topic... topics) {
		return Arrays.stream(topics).map(this::topic).toArray(Topic[]::new);
	}

	private Topic topic(Topic topic) {
		String name = this.prefix.key(topic.getTopic());
		return (topic instanceof PatternTopic) ? PatternTopic.of(name) : ChannelTopic.of(name);
	}

	ScanOptions scan(ScanOptions options) {
		byte[] pattern = options.getBytePattern();
		byte[] ours = (pattern != null && pattern.length > 0) ? pattern : EVERYTHING;
		ScanOptionsBuilder builder = ScanOptions.scanOptions()
			.match(ByteUtils.concat(this.prefix.key("").getBytes(StandardCharsets.UTF_8), ours));
		if (options.getCount() != null) {
			builder.count(options.getCount());
		}
		if (options instanceof KeyScanOptions keys && keys.getType() != null) {
			builder.type(DataType.fromCode(keys.getType()));
		}
		return builder.build();
	}

	/**
	 * Returns what another context says, with the prefix before keys.
	 */
	<K, V> RedisSerializationContext<K, V> context(RedisSerializationContext<K, V> context) {
		return RedisSerializationContext.<K, V>newSerializationContext()
			.key(SerializationPair
				.fromSerializer(this.prefix.serializer(new PairSerializer<>(context.getKeySerializationPair()))))
			.value(context.getValueSerializationPair())
			.hashKey(context.getHashKeySerializationPair())
			.hashValue(context.getHashValueSerializationPair())
			.string(context.getStringSerializationPair())
			.build();
	}

	<K> SortQuery<K> sort(SortQuery<K> query) {
		return new PrefixedSort<>(query, this.prefix);
	}

	/**
	 * Returns why there is no random key: the server picks among the keys of everybody,
	 * and would name one of ours by luck.
	 */
	UnsupportedOperationException noRandomKey() {
		return new UnsupportedOperationException(
				"RANDOMKEY picks among the keys of everybody, not only those that begin with \"" + this.prefix.key("")
						+ "\". Use scan instead.");
	}

	/**
	 * A serializer out of the two halves that a context has.
	 */
	private record PairSerializer<T>(SerializationPair<T> pair) implements RedisSerializer<T> {

		@Override
		public byte[] serialize(@Nullable T key) {
			Assert.notNull(key, "'key' must not be null");
			return ByteUtils.getBytes(this.pair.write(key));
		}

		@Override
		public @Nullable T deserialize(byte @Nullable [] bytes) {
			return (bytes != null) ? this.pair.read(ByteBuffer.wrap(bytes)) : null;
		}

	}

	/**
	 * A query whose patterns, which name other keys, have the prefix.
	 */
	private record PrefixedSort<K>(SortQuery<K> query, KeyPrefix prefix) implements SortQuery<K> {

		@Override
		public K getKey() {
			return this.query.getKey();
		}

		@Override
		public @Nullable Order getOrder() {
			return this.query.getOrder();
		}

		@Override
		public @Nullable Boolean isAlphabetic() {
			return this.query.isAlphabetic();
		}

		@Override
		public @Nullable Range getLimit() {
			return this.query.getLimit();
		}

		@Override
		public @Nullable String getBy() {
			String by = this.query.getBy();
			return (by != null) ? pattern(by) : null;
		}

		@Override
		public List<String> getGetPattern() {
			return this.query.getGetPattern().stream().map(this::pattern).toList();
		}

		/**
		 * Without an asterisk it names no key: {@code #} is the element, {@code nosort}
		 * an order.
		 */
		private String pattern(String pattern) {
			return pattern.contains("*") ? this.prefix.key(pattern) : pattern;
		}

	}

}
