package dev.redisenv.contract;

import org.jspecify.annotations.Nullable;

/**
 * How links are encrypted and who is trusted.
 *
 * @param ca certificates of the trusted authorities, as the path of a PEM file or as PEM
 * text; {@code null} is the platform's trust store
 * @param certificate path of the client's certificate; {@code null} without mutual TLS
 * @param key path of the client's private key; {@code null} without mutual TLS
 * @param checkHostname whether the server's certificate must hold the name that was
 * dialled; its chain is verified in any case
 */
public record Tls(@Nullable String ca, @Nullable String certificate, @Nullable String key, boolean checkHostname) {

	/**
	 * Returns whether anything but the platform's own trust is used.
	 * @return {@code true} when there are PEM files or texts
	 */
	public boolean hasMaterial() {
		return this.ca != null || this.certificate != null;
	}

}
