package dev.redisenv.connection;

import dev.redisenv.contract.Connection;
import dev.redisenv.contract.Credentials;
import dev.redisenv.contract.Tls;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.ReauthenticateBehavior;
import io.lettuce.core.SslVerifyMode;

import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration.LettuceClientConfigurationBuilder;

/**
 * Puts on a client what its connection's settings ask for beyond properties: how far
 * certificates are verified, certificates that are read again from disk, and log-ins that
 * a user name and a password cannot express.
 */
final class ConnectionDressing {

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
			builder.redisCredentialsProviderFactory(new ContractCredentials(credentials));
			dressed.reauthenticateBehavior(ReauthenticateBehavior.ON_NEW_CREDENTIALS);
		}
		builder.clientOptions(dressed.build());
	}

}
