package dev.redisenv.cache;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DefaultTyping;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.impl.DefaultTypeResolverBuilder;

import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.data.redis.serializer.SerializationException;

/**
 * Cached values as JSON. A type stands in the text only where a reader could not know it
 * otherwise: for the value itself, and where a property is declared as {@link Object} or
 * as an interface. Unknown properties are skipped, so that an older version of the
 * application reads what a newer one wrote.
 */
final class JsonValues implements RedisSerializer<Object> {

	private final ObjectMapper mapper;

	private final Class<?> root;

	private final @Nullable TrustedTypes trusted;

	private JsonValues(ObjectMapper mapper, Class<?> root, @Nullable TrustedTypes trusted) {
		this.mapper = mapper;
		this.root = root;
		this.trusted = trusted;
	}

	/**
	 * Values of any trusted type, which their text names.
	 */
	static JsonValues naming(TrustedTypes trusted) {
		return new JsonValues(JsonMapper.builder().findAndAddModules().setDefaultTyping(new Typing(trusted)).build(),
				Object.class, trusted);
	}

	/**
	 * Values of one type, which their text need not name.
	 */
	static JsonValues of(Class<?> type) {
		return new JsonValues(JsonMapper.builder().findAndAddModules().build(), type, null);
	}

	@Override
	public byte[] serialize(@Nullable Object value) {
		if (value != null && this.trusted != null && !this.trusted.contains(value.getClass())) {
			// It could be written, but never read.
			throw new SerializationException(
					"%s is not among the types that cached JSON may hold. Set redis-env.cache-trusted-packages=%s"
						.formatted(value.getClass().getName(), value.getClass().getPackageName()));
		}
		try {
			return this.mapper.writerFor(this.root).writeValueAsBytes(value);
		}
		catch (JacksonException ex) {
			throw new SerializationException("Cannot write the value as JSON: " + ex.getOriginalMessage(), ex);
		}
	}

	@Override
	public @Nullable Object deserialize(byte @Nullable [] bytes) {
		try {
			return (bytes != null) ? this.mapper.readerFor(this.root).readValue(bytes) : null;
		}
		catch (JacksonException ex) {
			throw new SerializationException("Cannot read the value: " + ex.getOriginalMessage(), ex);
		}
	}

	/**
	 * Says where a type has to be named.
	 */
	private static final class Typing extends DefaultTypeResolverBuilder {

		private static final long serialVersionUID = 1L;

		Typing(TrustedTypes trusted) {
			super(trusted, DefaultTyping.OBJECT_AND_NON_CONCRETE, JsonTypeInfo.As.PROPERTY);
		}

		@Override
		public boolean useForType(JavaType type) {
			// Jackson has an implementation for every collection that the JDK declares.
			return super.useForType(type) && !(type.isContainerType() && !type.isJavaLangObject());
		}

	}

}
