package dev.redisenv.key;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.data.redis.connection.ReactiveRedisConnection;
import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import org.springframework.data.redis.connection.ReactiveSubscription.Message;
import org.springframework.data.redis.core.ReactiveRedisTemplate;
import org.springframework.data.redis.core.ReactiveRedisSessionCallback;
import org.springframework.data.redis.core.ScanOptions;
import org.springframework.data.redis.listener.Topic;
import org.springframework.data.redis.serializer.RedisSerializationContext;

/**
 * A reactive template whose keys and channels have the prefix.
 */
final class PrefixedReactiveRedisTemplate extends ReactiveRedisTemplate<Object, Object> {

	private final PrefixedArguments arguments;

	/** The one connection of a session. */
	private final @Nullable ReactiveRedisConnection session;

	PrefixedReactiveRedisTemplate(ReactiveRedisConnectionFactory factory,
			RedisSerializationContext<Object, Object> context, KeyPrefix prefix) {
		this(factory, new PrefixedArguments(prefix), context, null);
	}

	private PrefixedReactiveRedisTemplate(ReactiveRedisConnectionFactory factory, PrefixedArguments arguments,
			RedisSerializationContext<Object, Object> context, @Nullable ReactiveRedisConnection session) {
		super(factory, arguments.context(context));
		this.arguments = arguments;
		this.session = session;
	}

	@Override
	protected Mono<ReactiveRedisConnection> getConnection() {
		return (this.session != null) ? Mono.just(this.session) : super.getConnection();
	}

	/**
	 * Spring Data would hand a plain template to the session.
	 */
	@Override
	public <T> Flux<T> executeInSession(ReactiveRedisSessionCallback<Object, Object, T> action) {
		return execute((connection) -> action.doWithOperations(new PrefixedReactiveRedisTemplate(getConnectionFactory(),
				this.arguments, getSerializationContext(), createRedisConnectionProxy(connection))), true);
	}

	@Override
	public Flux<Object> scan(ScanOptions options) {
		return super.scan(this.arguments.scan(options));
	}

	@Override
	public Mono<Object> randomKey() {
		return Mono.error(this.arguments::noRandomKey);
	}

	@Override
	public Mono<Long> convertAndSend(String destination, Object message) {
		return super.convertAndSend(this.arguments.channel(destination), message);
	}

	@Override
	public Flux<? extends Message<String, Object>> listenTo(Topic... topics) {
		return super.listenTo(this.arguments.topics(topics)).map(this.arguments::received);
	}

	@Override
	public Mono<Flux<? extends Message<String, Object>>> listenToLater(Topic... topics) {
		return super.listenToLater(this.arguments.topics(topics))
			.map((messages) -> messages.map(this.arguments::received));
	}

}
