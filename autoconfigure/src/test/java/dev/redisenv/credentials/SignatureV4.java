package dev.redisenv.credentials;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * AWS Signature Version 4 after its specification, for checking what others sign.
 *
 * @param date in the form {@code 20150830T123600Z}
 * @param region for example {@code us-east-1}
 * @param service for example {@code elasticache}
 */
record SignatureV4(String date, String region, String service) {

	static final String ALGORITHM = "AWS4-HMAC-SHA256";

	static final String EMPTY_PAYLOAD = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

	private static final String HMAC = "HmacSHA256";

	private static final String UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";

	/**
	 * Signs a GET.
	 * @param secret the secret access key
	 * @param path encoded
	 * @param query decoded names and values, in any order
	 * @param headers lower-case names, only those to sign
	 * @param payload hash of the payload, or what stands for it
	 * @return in hexadecimal digits
	 */
	String of(String secret, String path, Map<String, String> query, SortedMap<String, String> headers,
			String payload) {
		String lines = headers.entrySet()
			.stream()
			.map((header) -> header.getKey() + ":" + header.getValue().strip() + "\n")
			.collect(Collectors.joining());
		String request = String.join("\n", "GET", path, canonical(query), lines, String.join(";", headers.keySet()),
				payload);
		String text = String.join("\n", ALGORITHM, this.date, scope(), hex(sha256(request)));
		byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
		for (String part : scope().split("/", -1)) {
			key = hmac(key, part);
		}
		return hex(hmac(key, text));
	}

	String scope() {
		return String.join("/", this.date.substring(0, 8), this.region, this.service, "aws4_request");
	}

	private static String canonical(Map<String, String> query) {
		return query.entrySet()
			.stream()
			.map((parameter) -> encoded(parameter.getKey()) + "=" + encoded(parameter.getValue()))
			.sorted()
			.collect(Collectors.joining("&"));
	}

	private static String encoded(String text) {
		StringBuilder encoded = new StringBuilder();
		for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
			if (UNRESERVED.indexOf(octet) >= 0) {
				encoded.append((char) octet);
			}
			else {
				encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(octet));
			}
		}
		return encoded.toString();
	}

	private static byte[] sha256(String text) {
		try {
			return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static byte[] hmac(byte[] key, String text) {
		try {
			Mac mac = Mac.getInstance(HMAC);
			mac.init(new SecretKeySpec(key, HMAC));
			return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String hex(byte[] bytes) {
		return HexFormat.of().formatHex(bytes);
	}

}
