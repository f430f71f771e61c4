package dev.redisenv.credentials;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeoutException;

import dev.redisenv.contract.Iam;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/**
 * A log-in whose password is a token. While there are links it asks for the next token
 * before the last one expires, and tells it to all of them. New links use a token as long
 * as it is valid, and wait for the next one after that. An issuer that fails is asked
 * again, for as long as it takes.
 */
final class TokenCredentials implements RedisCredentialsProvider {

	private static final Log log = LogFactory.getLog(TokenCredentials.class);

	/** Libraries may ask several places, one after the other. */
	private static final Duration LONGEST_ANSWER = Duration.ofSeconds(30);

	/** Who fails is left alone for a while, however many links ask. */
	private static final Duration RECOVERY = Duration.ofSeconds(1);

	/**
	 * Shortest pause between two questions: tokens may live shorter than is reasonable.
	 */
	private static final Duration SHORTEST_PAUSE = Duration.ofMillis(500);

	private static final Retry UNTIL_IT_ANSWERS = Retry.backoff(Long.MAX_VALUE, Duration.ofSeconds(1))
		.maxBackoff(Duration.ofSeconds(30));

	/**
	 * Pause before links that a server refused try again: it may know of a token later
	 * than we do.
	 */
	private static final Duration REFUSED = Duration.ofSeconds(5);

	/**
	 * More than the time from when a link is given a token until it hears of others.
	 */
	private static final Duration LATELY = Duration.ofMinutes(1);

	private final Iam.Provider provider;

	private final @Nullable String username;

	private final Duration patience;

	private final Clock clock;

	private final Sinks.Many<RedisCredentials> changes = Sinks.many().replay().limit(1, LATELY);

	/** Links that ask at the same time share one question. */
	private final Mono<Token> question;

	/** One for all links. */
	private final Flux<RedisCredentials> renewals;

	private volatile @Nullable Held held;

	private volatile @Nullable String failure;

	/**
	 * Creates a log-in.
	 * @param provider who issues the tokens
	 * @param source where they come from
	 * @param username who logs in; {@code null} is the default user
	 * @param patience how long a new link waits for a token
	 * @param clock tells what has expired
	 * @param refusals emits when a server has refused to log a live link in
	 */
	TokenCredentials(Iam.Provider provider, TokenSource source, @Nullable String username, Duration patience,
			Clock clock, Flux<?> refusals) {
		this.provider = provider;
		this.username = username;
		this.patience = patience;
		this.clock = clock;
		// The libraries wait for their answers, which Lettuce's event loop must not.
		this.question = Mono.fromCallable(() -> ask(source))
			.subscribeOn(Schedulers.boundedElastic())
			.timeout(LONGEST_ANSWER, Mono.error(() -> nobodyAnswers(LONGEST_ANSWER)))
			.onErrorMap((ex) -> new TokenUnavailableException(provider, ex))
			.doOnNext(this::hold)
			.doOnError(this::failed)
			.cache((token) -> Duration.ZERO, (failure) -> RECOVERY, () -> Duration.ZERO);
		Mono<Token> renewal = Mono.defer(() -> Mono.delay(untilDue())).then(this.question);
		this.renewals = renewal.retryWhen(UNTIL_IT_ANSWERS)
			.repeat()
			.<RedisCredentials>thenMany(Flux.never())
			.mergeWith(refusals.sample(REFUSED).onBackpressureDrop().concatMap((refusal) -> again()))
			.share();
	}

	/**
	 * A link that does not wait until the end leaves the answer to the next one.
	 */
	@Override
	public Mono<RedisCredentials> resolveCredentials() {
		return Mono.defer(() -> {
			Held held = this.held;
			return (held != null && this.clock.instant().isBefore(held.lifetime().end())) ? Mono.just(held.token())
					: this.question.timeout(this.patience, Mono
						.error(() -> new TokenUnavailableException(this.provider, nobodyAnswers(this.patience))));
		}).map(this::credentials);
	}

	private static TimeoutException nobodyAnswers(Duration patience) {
		return new TimeoutException("nobody answers within " + patience.toMillis() + " ms");
	}

	/**
	 * Asks once more, and tells what links would not be told: that it is the same token.
	 */
	private Mono<RedisCredentials> again() {
		Held before = this.held;
		return this.question.filter((token) -> before != null && before.holds(token))
			.map(this::credentials)
			.onErrorComplete();
	}

	@Override
	public boolean supportsStreaming() {
		return true;
	}

	@Override
	public Flux<RedisCredentials> credentials() {
		return this.changes.asFlux().mergeWith(this.renewals);
	}

	private Token ask(TokenSource source) throws Exception {
		Token token = source.issue();
		if (!token.expiry().isAfter(this.clock.instant())) {
			// Libraries hand out what they have while they cannot ask
			throw new IllegalStateException("what it issues has expired");
		}
		return token;
	}

	private RedisCredentials credentials(Token token) {
		return RedisCredentials.just(this.username, token.value().reveal());
	}

	/**
	 * Links need not be told of the first token, nor of one that is issued twice.
	 */
	private synchronized void hold(Token token) {
		Held before = this.held;
		this.held = new Held(token, Lifetime.of(token, this.clock.instant()));
		this.failure = null;
		if (before != null && !before.holds(token)) {
			this.changes.tryEmitNext(credentials(token)).orThrow();
		}
	}

	private void failed(Throwable failure) {
		if (this.failure == null) {
			log.warn(failure.getMessage() + "; it is asked again, and open links stay");
		}
		this.failure = failure.getMessage();
	}

	private Duration untilDue() {
		Held held = this.held;
		Duration pause = (held != null) ? Duration.between(this.clock.instant(), held.lifetime().due()) : Duration.ZERO;
		return (pause.compareTo(SHORTEST_PAUSE) > 0) ? pause : SHORTEST_PAUSE;
	}

	Iam.Provider provider() {
		return this.provider;
	}

	/**
	 * Returns who logs in.
	 */
	String user() {
		return (this.username != null) ? this.username : "default";
	}

	/**
	 * Returns until when the present token is taken, or {@code null} before the first.
	 */
	@Nullable Instant expiry() {
		Held held = this.held;
		return (held != null) ? held.token().expiry() : null;
	}

	/**
	 * Returns why there was no token when last asked, or {@code null} where there was.
	 */
	@Nullable String failure() {
		return this.failure;
	}

	/**
	 * A token, and how long it lives here.
	 */
	private record Held(Token token, Lifetime lifetime) {

		boolean holds(Token other) {
			return this.token.value().equals(other.value());
		}

	}

}
