package dev.redisenv.connection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

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
 * A log-in whose password is the content of a file. The file is read for every new link,
 * and once a second while there are links: whoever finds a new password, all links are
 * told. A file that is missing or blank is being replaced: links keep their log-in, new
 * ones wait for a second.
 */
final class PasswordFile implements RedisCredentialsProvider {

	private static final Log log = LogFactory.getLog(PasswordFile.class);

	private static final Duration INTERVAL = Duration.ofSeconds(1);

	/**
	 * Pause before links that a server refused try again: it may be told the password
	 * later than the file.
	 */
	private static final Duration REFUSED = Duration.ofSeconds(5);

	/**
	 * More than the time from when a link reads the file until it hears of changes.
	 */
	private static final Duration LATELY = Duration.ofMinutes(1);

	private static final Retry BEING_REPLACED = Retry.fixedDelay(20, Duration.ofMillis(50))
		.filter(IOException.class::isInstance)
		.onRetryExhaustedThrow((spec, attempt) -> attempt.failure());

	private final @Nullable String username;

	private final Path file;

	private final Sinks.Many<RedisCredentials> changes = Sinks.many().replay().limit(1, LATELY);

	/** One reader for all links. It tells only what is to be tried again. */
	private final Flux<RedisCredentials> reader;

	/** What was last read. Guarded by this. */
	private @Nullable String password;

	/**
	 * Creates a log-in.
	 * @param refusals emits when a server has refused to log a live link in
	 */
	PasswordFile(@Nullable String username, Path file, Flux<?> refusals) {
		this.username = username;
		this.file = file;
		// A slow disk may cost looks, but no attempt after a refusal
		Flux<Boolean> looks = Flux.interval(INTERVAL).onBackpressureDrop().map((tick) -> false);
		this.reader = looks.mergeWith(refusals.sample(REFUSED).map((refusal) -> true))
			.concatMap((again) -> readInBackground().filter((credentials) -> again).onErrorResume(PasswordFile::stay))
			.share();
	}

	@Override
	public Mono<RedisCredentials> resolveCredentials() {
		return readInBackground().retryWhen(BEING_REPLACED);
	}

	@Override
	public boolean supportsStreaming() {
		return true;
	}

	@Override
	public Flux<RedisCredentials> credentials() {
		return this.changes.asFlux().mergeWith(this.reader);
	}

	private Mono<RedisCredentials> readInBackground() {
		// Lettuce asks on its event loop, which must not wait for a disk.
		return Mono.fromCallable(this::read).subscribeOn(Schedulers.boundedElastic());
	}

	/**
	 * One at a time, so that the last change told is the last one read.
	 */
	private synchronized RedisCredentials read() throws IOException {
		String content = Files.readString(this.file).stripTrailing();
		if (content.isBlank()) {
			throw new IOException("The password file is empty.");
		}
		RedisCredentials credentials = RedisCredentials.just(this.username, content);
		if (this.password != null && !this.password.equals(content)) {
			this.changes.tryEmitNext(credentials).orThrow();
		}
		this.password = content;
		return credentials;
	}

	/**
	 * Links keep their log-in while the file cannot be read; the next second tries again.
	 */
	private static Mono<RedisCredentials> stay(Throwable failure) {
		log.debug("The password file cannot be read at the moment.", failure);
		return Mono.empty();
	}

}
