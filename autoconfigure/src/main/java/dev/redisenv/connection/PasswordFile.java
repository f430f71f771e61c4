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
import reactor.core.scheduler.Schedulers;

/**
 * A log-in whose password is the content of a file. The file is read for every new link,
 * and once a second while there are links: those log in again when the password has
 * changed.
 */
final class PasswordFile implements RedisCredentialsProvider {

	private static final Log log = LogFactory.getLog(PasswordFile.class);

	private static final Duration INTERVAL = Duration.ofSeconds(1);

	private final @Nullable String username;

	private final Path file;

	/** One reader for all links; a link that comes late is told the latest password. */
	private final Flux<RedisCredentials> changes = Flux.interval(INTERVAL)
		.concatMap((tick) -> resolveCredentials().onErrorResume(PasswordFile::stay))
		.distinctUntilChanged((credentials) -> String.valueOf(credentials.getPassword()))
		.replay(1)
		.refCount();

	PasswordFile(@Nullable String username, Path file) {
		this.username = username;
		this.file = file;
	}

	@Override
	public Mono<RedisCredentials> resolveCredentials() {
		// Lettuce asks on its event loop, which must not wait for a disk.
		return Mono.fromCallable(this::read).subscribeOn(Schedulers.boundedElastic());
	}

	@Override
	public boolean supportsStreaming() {
		return true;
	}

	@Override
	public Flux<RedisCredentials> credentials() {
		return this.changes;
	}

	private RedisCredentials read() throws IOException {
		return RedisCredentials.just(this.username, Files.readString(this.file).stripTrailing());
	}

	/**
	 * Links keep their log-in while the file cannot be read; the next second tries again.
	 */
	private static Mono<RedisCredentials> stay(Throwable failure) {
		log.debug("The password file cannot be read at the moment.", failure);
		return Mono.empty();
	}

}
