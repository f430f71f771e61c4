package dev.redisenv.connection;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.util.function.Predicate;

import javax.net.ssl.SSLException;

import io.lettuce.core.RedisCommandExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Why a connection could not be opened, with the variable to change.
 */
enum ConnectionHint {

	UNKNOWN_CA(is(CertPathBuilderException.class).or(is(CertPathValidatorException.class)),
			"The server's certificate is signed by an authority that is not trusted: REDIS_CA must name the PEM file "
					+ "of that authority"),

	WRONG_HOST_NAME(is(CertificateException.class).and(says("subject alternative").or(says("No name matching"))),
			"The server's certificate does not hold the host name that was dialled: write a name that it holds in "
					+ "REDIS_URI, or set REDIS_SSL_CHECK_HOSTNAME=false, which still verifies the chain"),

	CLIENT_CERTIFICATE(
			is(SSLException.class).and(says("certificate_required").or(says("certificate required"))
				.or(says("bad_certificate").or(says("handshake_failure")))),
			"The server asks for a client certificate that it trusts: set REDIS_TLS_CLIENT_CERT_PATH and "
					+ "REDIS_TLS_CLIENT_KEY_PATH"),

	NO_TLS(says("not an SSL/TLS record").or(says("initialization timed out")),
			"The server did not answer in TLS: where it does not speak TLS on this port, write redis:// instead of "
					+ "rediss:// in REDIS_URI"),

	WRONG_PASSWORD(is(RedisCommandExecutionException.class).and(says("WRONGPASS").or(says("invalid password"))),
			"The server refuses the user or the password: check REDIS_USERNAME and REDIS_PASSWORD"),

	NO_PASSWORD(is(RedisCommandExecutionException.class).and(says("NOAUTH")),
			"The server asks for a password: set REDIS_PASSWORD"),

	UNKNOWN_HOST(is(UnknownHostException.class), "The host in REDIS_URI is not known"),

	REFUSED(is(ConnectException.class), "Nothing listens at the host and port in REDIS_URI");

	@SuppressWarnings("ImmutableEnumChecker") // the signs are stateless
	private final Predicate<Throwable> sign;

	private final String text;

	ConnectionHint(Predicate<Throwable> sign, String text) {
		this.sign = sign;
		this.text = text;
	}

	/**
	 * Finds the hint for a failure by its causes.
	 * @param failure what was thrown
	 * @param tls whether the connection was to be encrypted
	 * @return the hint, or {@code null} where the causes say nothing that is known
	 */
	static @Nullable ConnectionHint of(Throwable failure, boolean tls) {
		for (ConnectionHint hint : values()) {
			if (hint == NO_TLS && !tls) {
				continue;
			}
			for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
				if (hint.sign.test(cause)) {
					return hint;
				}
			}
		}
		return null;
	}

	/**
	 * Returns what to do.
	 * @param location the variable that decides where the connection goes
	 * @return one sentence
	 */
	String text(String location) {
		return this.text.replace("REDIS_URI", location) + ".";
	}

	private static Predicate<Throwable> is(Class<? extends Throwable> type) {
		return type::isInstance;
	}

	private static Predicate<Throwable> says(String text) {
		return (failure) -> failure.getMessage() != null && failure.getMessage().contains(text);
	}

}
