package dev.redisenv.connection;

import dev.redisenv.contract.Connection;
import dev.redisenv.contract.Tls;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.ReauthenticateBehavior;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.event.connection.ReauthenticationFailedEvent;
import io.lettuce.core.protocol.ProtocolVersion;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration.LettuceClientConfigurationBuilder;
import org.springframework.data.redis.connection.lettuce.RedisCredentialsProviderFactory;

/**
 * Puts on a client what its connection asks for beyond properties: how far certificates
 * are verified, certificates that are read again from disk, and log-ins that a user name
 * and a password cannot express.
 */
final class ConnectionDressing {

	private static final Log log = LogFactory.getLog(ConnectionDressing.class);

	private final @Nullable Connection connection;

	private final LogIns logIns;

	/**
	 * Creates a dressing.
	 * @param connection the settings of the connection; {@code null} where the
	 * application decides where it goes
	 * @param logIns who logs in
	 */
	ConnectionDressing(@Nullable Connection connection, LogIns logIns) {
		this.connection = connection;
		this.logIns = logIns;
	}

	void apply(LettuceClientConfigurationBuilder builder) {
		ClientOptions options = builder.build().getClientOptions().orElseGet(ClientOptions::create);
		ClientOptions.Builder dressed = options.mutate();
		Tls tls = (this.connection != null) ? this.connection.tls() : null;
		if (tls != null) {
			builder.useSsl().verifyPeer(tls.checkHostname() ? SslVerifyMode.FULL : SslVerifyMode.CA);
			if (tls.hasMaterial()) {
				dressed.sslOptions(options.getSslOptions().mutate().sslContext(new PemFiles(tls)).build());
			}
		}
		RedisCredentialsProvider provider = this.logIns.of(this.connection, refusals(builder));
		if (provider != null) {
			builder.redisCredentialsProviderFactory(new OneLogIn(provider));
			if (options.getConfiguredProtocolVersion() != ProtocolVersion.RESP2) {
				dressed.reauthenticateBehavior(ReauthenticateBehavior.ON_NEW_CREDENTIALS);
			}
			else if (provider.supportsStreaming()) {
				// A subscription cannot log in again then, and Lettuce would open none.
				log.warn(
						"Live connections do not log in again when their log-in changes (REDIS_PASSWORD_FILE, a token): that needs RESP3");
			}
		}
		builder.clientOptions(dressed.build());
	}

	private static Flux<?> refusals(LettuceClientConfigurationBuilder builder) {
		return builder.build()
			.getClientResources()
			.map((resources) -> resources.eventBus()
				.get()
				.ofType(ReauthenticationFailedEvent.class)
				.filter((event) -> event.getCause() instanceof RedisCommandExecutionException))
			.orElseGet(Flux::never);
	}

	/**
	 * One log-in for all links. That of the Sentinels is their own.
	 */
	private record OneLogIn(RedisCredentialsProvider provider) implements RedisCredentialsProviderFactory {

		@Override
		public RedisCredentialsProvider createCredentialsProvider(RedisConfiguration configuration) {
			return this.provider;
		}

	}

}
