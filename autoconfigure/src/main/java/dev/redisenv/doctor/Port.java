package dev.redisenv.doctor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.time.Duration;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Whether a port speaks TLS, which a client that does not cannot tell from a lost link.
 */
final class Port {

	private Port() {
	}

	/**
	 * Shakes hands with nothing said. That the certificate is not trusted is a sign of
	 * TLS as well.
	 */
	static boolean speaksTls(String host, int port, Duration limit) {
		// Zero would be endless.
		int millis = Math.max(1, Math.toIntExact(limit.toMillis()));
		try (Socket plain = new Socket()) {
			plain.connect(new InetSocketAddress(host, port), millis);
			plain.setSoTimeout(millis);
			SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
			try (SSLSocket socket = (SSLSocket) factory.createSocket(plain, host, port, true)) {
				socket.startHandshake();
				return true;
			}
		}
		catch (SSLException ex) {
			for (Throwable cause = ex; cause != null; cause = cause.getCause()) {
				if (cause instanceof CertificateException) {
					return true;
				}
			}
			return false;
		}
		catch (IOException ex) {
			// Whatever it speaks, it is not TLS.
			return false;
		}
	}

}
