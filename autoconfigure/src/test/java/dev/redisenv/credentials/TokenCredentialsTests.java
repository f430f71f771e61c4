package dev.redisenv.credentials;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import dev.redisenv.contract.Iam;
import dev.redisenv.contract.Secret;
import io.lettuce.core.RedisCredentials;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Asks an issuer for tokens named {@code token-1}, {@code token-2} and so on.
 */
@Tag("once")
@ExtendWith(OutputCaptureExtension.class)
class TokenCredentialsTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private final AtomicInteger issued = new AtomicInteger();

	private volatile Duration lifetime = Duration.ofHours(1);

	private volatile boolean down;

	private Token issue() throws IOException {
		if (this.down) {
			throw new IOException("The metadata service is gone.");
		}
		return new Token(Secret.of("token-" + this.issued.incrementAndGet()), Instant.now().plus(this.lifetime));
	}

	@Test
	void aTokenServesManyLinks() {
		TokenCredentials credentials = credentials();
		assertThat(List.of(logIn(credentials), logIn(credentials))).containsOnly("token-1");
	}

	@Test
	void linksThatAskTogetherAskOnce() {
		CountDownLatch answer = new CountDownLatch(1);
		TokenCredentials credentials = credentials(() -> {
			answer.await();
			return issue();
		}, Flux.never());
		List<CompletableFuture<String>> passwords = Stream
			.generate(() -> credentials.resolveCredentials().map(TokenCredentialsTests::password).toFuture())
			.limit(20)
			.toList();
		answer.countDown();
		assertThat(passwords).allSatisfy((password) -> assertThat(password).succeedsWithin(LIMIT).isEqualTo("token-1"));
	}

	@Test
	void anExpiredTokenIsNotUsed() {
		this.lifetime = Duration.ofMillis(300);
		TokenCredentials credentials = credentials();
		logIn(credentials);
		Instant expiry = credentials.expiry();
		await().atMost(LIMIT).until(() -> Instant.now().isAfter(expiry));
		assertThat(logIn(credentials)).isEqualTo("token-2");
	}

	@Test
	void anExpiredTokenIsNotUsedWhereThereIsNoOther(CapturedOutput output) {
		this.lifetime = Duration.ofMillis(300);
		TokenCredentials credentials = credentials();
		logIn(credentials);
		this.down = true;
		Instant expiry = credentials.expiry();
		await().atMost(LIMIT).until(() -> Instant.now().isAfter(expiry));
		assertThatExceptionOfType(TokenUnavailableException.class).isThrownBy(() -> logIn(credentials))
			.withMessage("No token of azure to log in with: The metadata service is gone.");
		assertThat(output).contains("The metadata service is gone.").doesNotContain("token-1");
	}

	@Test
	void aValidTokenIsUsedWhileTheIssuerIsGone() {
		TokenCredentials credentials = credentials();
		logIn(credentials);
		this.down = true;
		assertThat(logIn(credentials)).isEqualTo("token-1");
	}

	@Test
	void linksAreToldOfTheNextTokenBeforeTheLastOneExpires() {
		this.lifetime = Duration.ofSeconds(2);
		TokenCredentials credentials = credentials();
		logIn(credentials);
		Queue<String> told = new ConcurrentLinkedQueue<>();
		Disposable link = listen(credentials, told);
		Instant expiry = credentials.expiry();
		await().atMost(LIMIT).until(() -> told.contains("token-2"));
		assertThat(Instant.now()).isBefore(expiry);
		await().atMost(LIMIT).until(() -> told.contains("token-3"));
		link.dispose();
	}

	@Test
	void allLinksAreToldByOneQuestion() {
		this.lifetime = Duration.ofSeconds(2);
		TokenCredentials credentials = credentials();
		logIn(credentials);
		Queue<String> told = new ConcurrentLinkedQueue<>();
		List<Disposable> links = List.of(listen(credentials, told), listen(credentials, told));
		await().atMost(LIMIT).until(() -> told.size() == 2);
		assertThat(told).containsOnly("token-2");
		links.forEach(Disposable::dispose);
	}

	@Test
	void anIssuerThatComesBackIsAskedAgain() {
		this.lifetime = Duration.ofSeconds(1);
		TokenCredentials credentials = credentials();
		logIn(credentials);
		this.down = true;
		Queue<String> told = new ConcurrentLinkedQueue<>();
		Disposable link = listen(credentials, told);
		await().atMost(LIMIT).until(() -> credentials.failure() != null);
		this.down = false;
		await().atMost(LIMIT).until(() -> told.contains("token-2"));
		assertThat(credentials.failure()).isNull();
		link.dispose();
	}

	@Test
	void nobodyIsAskedWithoutLinks() {
		this.lifetime = Duration.ofSeconds(1);
		TokenCredentials credentials = credentials();
		logIn(credentials);
		listen(credentials, new ConcurrentLinkedQueue<>()).dispose();
		Duration twice = this.lifetime.multipliedBy(2);
		await().during(twice).atMost(twice.plus(LIMIT)).until(() -> this.issued.get() == 1);
	}

	@Test
	void aTokenThatIsOldWhenItComesIsNone() {
		this.lifetime = Duration.ofSeconds(-1);
		assertThatExceptionOfType(TokenUnavailableException.class).isThrownBy(() -> logIn(credentials()))
			.withMessageEndingWith("what it issues has expired");
	}

	@Test
	void aLinkThatIsRefusedGetsAnotherToken() {
		Sinks.Many<String> refusals = Sinks.many().multicast().directBestEffort();
		TokenCredentials credentials = credentials(this::issue, refusals.asFlux());
		logIn(credentials);
		Queue<String> told = new ConcurrentLinkedQueue<>();
		Disposable link = listen(credentials, told);
		refusals.tryEmitNext("WRONGPASS").orThrow();
		await().atMost(LIMIT).until(() -> told.contains("token-2"));
		link.dispose();
	}

	@Test
	void aLinkThatIsRefusedTriesTheSameTokenAgainWhereThereIsNoOther() {
		Token token = new Token(Secret.of("token"), Instant.now().plus(this.lifetime));
		Sinks.Many<String> refusals = Sinks.many().multicast().directBestEffort();
		TokenCredentials credentials = credentials(() -> token, refusals.asFlux());
		logIn(credentials);
		Queue<String> told = new ConcurrentLinkedQueue<>();
		Disposable link = listen(credentials, told);
		refusals.tryEmitNext("WRONGPASS").orThrow();
		await().atMost(LIMIT).until(() -> told.contains("token"));
		link.dispose();
	}

	@Test
	void aLinkThatCannotWaitLeavesTheAnswerToTheNextOne() {
		CountDownLatch answer = new CountDownLatch(1);
		TokenCredentials credentials = credentials(() -> {
			answer.await();
			return issue();
		}, Flux.never());
		assertThatExceptionOfType(TokenUnavailableException.class).isThrownBy(() -> logIn(credentials))
			.withMessage("No token of azure to log in with: nobody answers within 1000 ms");
		answer.countDown();
		assertThat(logIn(credentials)).isEqualTo("token-1");
		assertThat(this.issued).hasValue(1);
	}

	@Test
	void anIssuerThatFailsIsNotAskedByEveryLink() {
		AtomicInteger asked = new AtomicInteger();
		TokenCredentials credentials = credentials(() -> {
			asked.incrementAndGet();
			throw new IOException("Too many requests.");
		}, Flux.never());
		for (int i = 0; i < 100; i++) {
			assertThatExceptionOfType(TokenUnavailableException.class).isThrownBy(() -> logIn(credentials));
		}
		assertThat(asked.get()).isLessThan(10);
	}

	private TokenCredentials credentials() {
		return credentials(this::issue, Flux.never());
	}

	private static TokenCredentials credentials(TokenSource source, Flux<?> refusals) {
		return new TokenCredentials(Iam.Provider.AZURE, source, "alice", Duration.ofSeconds(1), Clock.systemUTC(),
				refusals);
	}

	private static Disposable listen(TokenCredentials credentials, Queue<String> told) {
		return credentials.credentials().map(TokenCredentialsTests::password).subscribe(told::add);
	}

	private static String logIn(TokenCredentials credentials) {
		return credentials.resolveCredentials().map(TokenCredentialsTests::password).blockOptional(LIMIT).orElseThrow();
	}

	private static String password(RedisCredentials credentials) {
		return String.valueOf(credentials.getPassword());
	}

}
