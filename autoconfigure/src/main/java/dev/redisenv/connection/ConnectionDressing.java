package dev.redisenv.connection;

import dev.redisenv.contract.Connection;
import dev.redisenv.contract.Credentials;
import dev.redisenv.contract.Tls;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.ReauthenticateBehavior;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.event.connection.ReauthenticationFailedEvent;
import io.lettuce.core.protocol.ProtocolVersion;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.publisher.Flux;

import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration.LettuceClientConfigurationBuilder;

/**
 * Puts on a client what its connection's settings ask for beyond properties: how far
 * certificates are verified, certificates that are read again from disk, and log-ins that
 * a user name and a password cannot express.
 */
final class ConnectionDressing {

	private static final Log log = LogFactory.getLog(ConnectionDressing.class);

	private final Connection connection;

	ConnectionDressing(Connection connection) {
		this.connection = connection;
	}

	void apply(LettuceClientConfigurationBuilder builder) {
		ClientOptions options = builder.build().getClientOptions().orElseGet(ClientOptions::create);
		ClientOptions.Builder dressed = options.mutate();
		Tls tls = this.connection.tls();
		if (tls != null) {
			builder.useSsl().verifyPeer(tls.checkHostname() ? SslVerifyMode.FULL : SslVerifyMode.CA);
			if (tls.hasMaterial()) {
				dressed.sslOptions(options.getSslOptions().mutate().sslContext(new PemFiles(tls)).build());
			}
		}
		Credentials credentials = this.connection.credentials();
		if (ContractCredentials.areNeededFor(credentials)) {
			builder.redisCredentialsProviderFactory(new ContractCredentials(credentials, refusals(builder)));
			if (options.getConfiguredProtocolVersion() != ProtocolVersion.RESP2) {
				dressed.reauthenticateBehavior(ReauthenticateBehavior.ON_NEW_CREDENTIALS);
			}
			else if (credentials.passwordFile() != null) {
				// A subscription cannot log in again then, and Lettuce would open none.
				log.warn("Live connections do not log in again when REDIS_PASSWORD_FILE changes: that needs RESP3");
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

}
