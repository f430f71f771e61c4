package dev.redisenv.test;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.KeyUsage;
import io.netty.pkitesting.X509Bundle;

/**
 * A private authority with a certificate for servers and one for clients, as PEM files.
 * Keys are unencrypted PKCS#8 that only the owner can read. The files go with
 * {@link #close()}, and at the latest with this JVM.
 */
public final class Certificates implements AutoCloseable {

	private static final Duration VALIDITY = Duration.ofDays(30);

	private final Path directory = Guard.ofThisJvm().directory("certificates");

	private final List<String> serverNames;

	// Guarded by this
	private X509Bundle ca;

	// Guarded by this
	private SSLSocketFactory clientSockets;

	private Certificates(List<String> serverNames, Instant serverEnd) throws Exception {
		this.serverNames = serverNames;
		this.ca = authority();
		PrivateFiles.replace(caFile(), this.ca.getCertificatePEM());
		this.clientSockets = issue(this.ca, serverEnd);
	}

	/**
	 * Makes certificates; that of the server names {@code localhost} and 127.0.0.1.
	 * @return new certificates of a new authority
	 */
	public static Certificates create() {
		return builder().create();
	}

	/**
	 * Returns a builder for other certificates.
	 * @return a new builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Returns the authority's certificate.
	 * @return a PEM file
	 */
	public Path caFile() {
		return this.directory.resolve("ca.pem");
	}

	/**
	 * Returns the certificate servers show.
	 * @return a PEM file
	 */
	public Path serverCertFile() {
		return this.directory.resolve("server.pem");
	}

	/**
	 * Returns the key of the server's certificate.
	 * @return a PEM file
	 */
	public Path serverKeyFile() {
		return this.directory.resolve("server.key");
	}

	/**
	 * Returns a certificate clients may show.
	 * @return a PEM file
	 */
	public Path clientCertFile() {
		return this.directory.resolve("client.pem");
	}

	/**
	 * Returns the key of the client's certificate.
	 * @return a PEM file
	 */
	public Path clientKeyFile() {
		return this.directory.resolve("client.key");
	}

	/**
	 * Returns the content of {@link #caFile()}.
	 * @return the authority's certificate
	 */
	public synchronized String caPem() {
		return this.ca.getCertificatePEM();
	}

	/**
	 * Makes new keys and certificates for servers and clients, of the same authority and
	 * in the same files. They are valid, even if the builder asked for others. Servers
	 * that run show the old ones until {@link RedisServer#reloadCertificates()}.
	 */
	public synchronized void renew() {
		this.clientSockets = made(() -> issue(this.ca, end()));
	}

	/**
	 * Makes a new authority, and new keys and certificates of it, in the same files.
	 */
	public synchronized void renewAuthority() {
		this.ca = made(Certificates::authority);
		PrivateFiles.replace(caFile(), this.ca.getCertificatePEM());
		renew();
	}

	/**
	 * Returns what connects to servers that use the files as they are now.
	 */
	synchronized SSLSocketFactory clientSockets() {
		return this.clientSockets;
	}

	/**
	 * Writes certificates for servers and clients; every file changes in one step.
	 * @return connects to such servers as such a client
	 */
	private SSLSocketFactory issue(X509Bundle ca, Instant serverEnd) throws Exception {
		X509Bundle server = server().notAfter(serverEnd).buildIssuedBy(ca);
		X509Bundle client = certificate("CN=redis-env test client").addExtendedKeyUsageClientAuth()
			.setKeyUsage(true, KeyUsage.digitalSignature)
			.buildIssuedBy(ca);
		PrivateFiles.replace(serverCertFile(), server.getCertificatePEM());
		PrivateFiles.replace(serverKeyFile(), server.getPrivateKeyPEM());
		PrivateFiles.replace(clientCertFile(), client.getCertificatePEM());
		PrivateFiles.replace(clientKeyFile(), client.getPrivateKeyPEM());
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(client.toKeyManagerFactory().getKeyManagers(),
				new TrustManager[] { new OnlyThis(server.getCertificate()) }, null);
		return context.getSocketFactory();
	}

	private CertificateBuilder server() throws IOException {
		CertificateBuilder server = certificate("CN=redis-env test server").addExtendedKeyUsageServerAuth()
			.setKeyUsage(true, KeyUsage.digitalSignature);
		for (String name : this.serverNames) {
			if (name.matches("[0-9.]+|.*:.*")) {
				server.addSanIpAddress(InetAddress.getByName(name));
			}
			else {
				server.addSanDnsName(name);
			}
		}
		return server;
	}

	private static X509Bundle authority() throws Exception {
		return certificate("CN=redis-env test authority").setIsCertificateAuthority(true)
			.setKeyUsage(true, KeyUsage.keyCertSign, KeyUsage.cRLSign)
			.buildSelfSigned();
	}

	private static CertificateBuilder certificate(String subject) {
		return new CertificateBuilder().ecp256()
			.subject(subject)
			.notBefore(Instant.now().minus(VALIDITY))
			.notAfter(end());
	}

	private static Instant end() {
		return Instant.now().plus(VALIDITY);
	}

	private static <T> T made(Callable<T> maker) {
		try {
			return maker.call();
		}
		catch (Exception ex) {
			throw new IllegalStateException("Certificates for tests cannot be made.", ex);
		}
	}

	/**
	 * Removes the files. Does nothing when done again.
	 */
	@Override
	public void close() {
		PrivateFiles.delete(this.directory);
	}

	/**
	 * Builds certificates.
	 */
	public static final class Builder {

		private List<String> serverNames = List.of("localhost", "127.0.0.1");

		private boolean expired;

		private Builder() {
		}

		/**
		 * Sets for whom the server's certificate is, instead of {@code localhost} and
		 * 127.0.0.1.
		 * @param names host names and IP addresses
		 * @return this builder
		 */
		public Builder serverNames(String... names) {
			this.serverNames = List.of(names);
			return this;
		}

		/**
		 * Lets the server's certificate have ended yesterday, until it is renewed.
		 * @return this builder
		 */
		public Builder expired() {
			this.expired = true;
			return this;
		}

		/**
		 * Makes the certificates.
		 * @return new certificates of a new authority
		 */
		public Certificates create() {
			Instant serverEnd = this.expired ? Instant.now().minus(Duration.ofDays(1)) : end();
			return made(() -> new Certificates(this.serverNames, serverEnd));
		}

	}

	/**
	 * Trusts the one certificate our own servers show, be it expired or for another name.
	 *
	 * @param certificate that one
	 */
	private record OnlyThis(X509Certificate certificate) implements X509TrustManager {

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
			throw new CertificateException("Not a server");
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
			if (!chain[0].equals(this.certificate)) {
				throw new CertificateException("Not the certificate of this test's server");
			}
		}

		@Override
		public X509Certificate[] getAcceptedIssuers() {
			return new X509Certificate[0];
		}

	}

}
