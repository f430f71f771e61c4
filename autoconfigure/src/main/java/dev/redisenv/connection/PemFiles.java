package dev.redisenv.connection;

import java.util.function.Consumer;

import dev.redisenv.contract.Tls;
import io.netty.handler.ssl.SslContextBuilder;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslManagerBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

/**
 * Reads certificates and key from disk for every new link, so that files which were
 * replaced need no restart. Where they cannot be read, the attempt to connect fails and
 * the next one reads again.
 */
final class PemFiles implements Consumer<SslContextBuilder> {

	private final Tls tls;

	PemFiles(Tls tls) {
		this.tls = tls;
	}

	@Override
	public void accept(SslContextBuilder context) {
		PemSslStoreDetails trust = (this.tls.ca() != null) ? PemSslStoreDetails.forCertificate(this.tls.ca()) : null;
		PemSslStoreDetails key = (this.tls.certificate() != null)
				? PemSslStoreDetails.forCertificate(this.tls.certificate()).withPrivateKey(this.tls.key()) : null;
		SslManagerBundle managers = SslBundle.of(new PemSslStoreBundle(key, trust)).getManagers();
		context.trustManager(managers.getTrustManagerFactory());
		if (key != null) {
			context.keyManager(managers.getKeyManagerFactory());
		}
	}

}
