package dev.redisenv.contract;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.pem.PemContent;

/**
 * Reads and checks what TLS needs: certificates that are there, are PEM and belong
 * together.
 */
final class TlsReader {

	private final Problems problems;

	private final Values values;

	TlsReader(Problems problems, Values values) {
		this.problems = problems;
		this.values = values;
	}

	@Nullable Tls read(boolean tls, Value location, Map<UrlOption, Value> options) {
		Value ca = options.get(UrlOption.SSL_CA_CERTS);
		Value certificate = options.get(UrlOption.SSL_CERTFILE);
		Value key = options.get(UrlOption.SSL_KEYFILE);
		boolean checkHostname = this.values.flag(options.get(UrlOption.SSL_CHECK_HOSTNAME), true);
		if (!tls) {
			needsTls(ca, location);
			needsTls(certificate, location);
			needsTls(key, location);
			return null;
		}
		String trusted = (ca != null) ? authorities(ca) : null;
		PemFile certificateFile = needs(certificate, key, UrlOption.SSL_KEYFILE) ? certificate(certificate) : null;
		PemFile keyFile = needs(key, certificate, UrlOption.SSL_CERTFILE) ? key(key) : null;
		if (certificate != null && certificateFile != null && keyFile != null) {
			checkPair(certificate, certificateFile.content(), keyFile.content());
			return new Tls(trusted, certificateFile.path(), keyFile.path(), checkHostname);
		}
		return new Tls(trusted, null, null, checkHostname);
	}

	private void needsTls(@Nullable Value value, Value location) {
		if (value != null) {
			this.problems.addLine(value, "is set, but %s does not ask for TLS".formatted(location.name()),
					location.line("rediss://" + location.withoutScheme()));
		}
	}

	private boolean needs(@Nullable Value one, @Nullable Value other, UrlOption missing) {
		if (one == null) {
			return false;
		}
		if (other == null) {
			RedisVariable variable = missing.variable();
			String name = (one.option() == null && variable != null) ? variable.name() : missing.text();
			this.problems.addLine(one, "is set without " + name,
					(one.option() == null) ? name + "=" + missing.example() : one.line(missing.example()));
		}
		return true;
	}

	/**
	 * A PEM file that could be read.
	 */
	private record PemFile(String path, PemContent content) {

	}

	private @Nullable String authorities(Value value) {
		if (value.type() == ValueType.PATH) {
			PemFile file = certificate(value);
			return (file != null) ? file.path() : null;
		}
		try {
			String text = new String(Base64.getMimeDecoder().decode(value.text()), StandardCharsets.UTF_8);
			return certificate(value, text) ? text : null;
		}
		catch (IllegalArgumentException ex) {
			this.problems.add(value, "is not base64", "$(base64 -w0 ca.pem)");
			return null;
		}
	}

	private @Nullable PemFile certificate(@Nullable Value value) {
		String text = (value != null) ? this.values.content(value) : null;
		return (value != null && text != null && certificate(value, text)) ? file(value, text) : null;
	}

	private boolean certificate(Value value, String text) {
		try {
			PemContent content = PemContent.of(text);
			if (content != null && !content.getCertificates().isEmpty()) {
				return true;
			}
		}
		catch (RuntimeException ex) {
			// Spring Boot's own words would name neither the variable nor the file.
		}
		String example = (value.type() == ValueType.PATH) ? "/path/to/certificate.pem" : "$(base64 -w0 ca.pem)";
		this.problems.add(value, "holds no certificate in PEM format (-----BEGIN CERTIFICATE-----)", example);
		return false;
	}

	private @Nullable PemFile key(@Nullable Value value) {
		String text = (value != null) ? this.values.content(value) : null;
		if (value == null || text == null) {
			return null;
		}
		try {
			PemContent content = PemContent.of(text);
			if (content != null && content.getPrivateKey() != null) {
				return file(value, text);
			}
		}
		catch (RuntimeException ex) {
			// Spring Boot's own words would name neither the variable nor the file.
		}
		this.problems.add(value, "holds no private key in PEM format without a password (-----BEGIN PRIVATE KEY-----)",
				"/path/to/client.key");
		return null;
	}

	private @Nullable PemFile file(Value value, String text) {
		Path path = this.values.file(value);
		PemContent content = PemContent.of(text);
		return (path != null && content != null) ? new PemFile(path.toString(), content) : null;
	}

	private void checkPair(Value certificate, PemContent certificateFile, PemContent keyFile) {
		PublicKey publicKey = certificateFile.getCertificates().get(0).getPublicKey();
		PrivateKey privateKey = keyFile.getPrivateKey();
		if (privateKey == null || !belongTogether(publicKey, privateKey)) {
			this.problems.add(certificate, "and its private key do not belong together",
					"/path/to/the-certificate-of-the-key.pem");
		}
	}

	/**
	 * A signature made with the one must be verified with the other.
	 */
	private static boolean belongTogether(PublicKey publicKey, PrivateKey privateKey) {
		String algorithm = switch (publicKey.getAlgorithm()) {
			case "RSA", "RSASSA-PSS" -> "SHA256withRSA";
			case "EC" -> "SHA256withECDSA";
			default -> publicKey.getAlgorithm();
		};
		byte[] challenge = "redis-env".getBytes(StandardCharsets.UTF_8);
		try {
			Signature signature = Signature.getInstance(algorithm);
			signature.initSign(privateKey);
			signature.update(challenge);
			byte[] signed = signature.sign();
			signature.initVerify(publicKey);
			signature.update(challenge);
			return signature.verify(signed);
		}
		catch (GeneralSecurityException ex) {
			// Keys of two kinds cannot even be tried.
			return false;
		}
	}

}
