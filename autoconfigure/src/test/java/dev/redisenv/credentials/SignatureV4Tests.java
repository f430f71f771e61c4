package dev.redisenv.credentials;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What AWS has published, and what its own library signs.
 */
@Tag("once")
class SignatureV4Tests {

	@ParameterizedTest(name = "{0}")
	@CsvSource({ "get-vanilla, /, '', 5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
			"get-vanilla-query-order-key-case, /, Param2=value2&Param1=value1, b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
			"get-utf8, /%E1%88%B4, '', 8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85" })
	void agreesWithTheTestSuite(String name, String path, String query, String expected) {
		Map<String, String> parameters = new TreeMap<>();
		for (String parameter : query.isEmpty() ? new String[0] : query.split("&", -1)) {
			parameters.put(parameter.split("=", 2)[0], parameter.split("=", 2)[1]);
		}
		String signature = new SignatureV4("20150830T123600Z", "us-east-1", "service").of(
				"wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", path, parameters,
				new TreeMap<>(Map.of("host", "example.amazonaws.com", "x-amz-date", "20150830T123600Z")),
				SignatureV4.EMPTY_PAYLOAD);
		assertThat(signature).isEqualTo(expected);
	}

	@Test
	void agreesWithThePresignedExampleOfTheDocumentation() {
		SignatureV4 signature = new SignatureV4("20130524T000000Z", "us-east-1", "s3");
		Map<String, String> query = Map.of("X-Amz-Algorithm", "AWS4-HMAC-SHA256", "X-Amz-Credential",
				"AKIAIOSFODNN7EXAMPLE/" + signature.scope(), "X-Amz-Date", "20130524T000000Z", "X-Amz-Expires", "86400",
				"X-Amz-SignedHeaders", "host");
		assertThat(signature.of("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "/test.txt", query,
				new TreeMap<>(Map.of("host", "examplebucket.s3.amazonaws.com")), "UNSIGNED-PAYLOAD"))
			.isEqualTo("aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404");
	}

	@ParameterizedTest
	@CsvSource({ "'', 9e361603d85874bce06114c6644725ed113e3b11ae6fa92efdf10c6bcf5de8d7",
			"&X-Amz-Security-Token=fakeSessionToken, bbce2bd61bd78461297ecb92e7001ddbeab2d85906c3cbedad6c9b81fb3466dc" })
	void agreesWithTheTokensOfTheSampleApplicationForElastiCache(String session, String signature) {
		ConnectToken token = ConnectToken.parse("my-replication-group-id/?Action=connect&User=my-user-id"
				+ "&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20250101T000000Z&X-Amz-SignedHeaders=host" + session
				+ "&X-Amz-Expires=900"
				+ "&X-Amz-Credential=fakeAccessKeyId%2F20250101%2Feu-west-1%2Felasticache%2Faws4_request"
				+ "&X-Amz-Signature=" + signature);
		assertThat(token.isSignedWith("fakeSecretKey")).isTrue();
		assertThat(token.isSignedWith("otherSecretKey")).isFalse();
	}

	@Test
	void agreesWithWhatTheLibrarySigns() {
		Instant before = Instant.now();
		String text = SdkToken.of("svc@example.com", "my-cache", "elasticache", "eu-central-1",
				AwsSessionCredentials.create("ID", "secret", "session/+=token"));
		ConnectToken token = ConnectToken.parse(text);
		assertThat(token.isSignedWith("secret")).isTrue();
		assertThat(token.isValidAt(Instant.now())).isTrue();
		assertThat(token.user()).isEqualTo("svc@example.com");
		assertThat(token.cache()).isEqualTo("my-cache");
		assertThat(token.accessKeyId()).isEqualTo("ID");
		assertThat(token.securityToken()).isEqualTo("session/+=token");
		assertThat(token.region()).isEqualTo("eu-central-1");
		assertThat(token.service()).isEqualTo("elasticache");
		assertThat(token.end()).isAfter(before.plus(Duration.ofMinutes(14)));
	}

	@ParameterizedTest
	@CsvSource({ "User=svc, User=other", "my-cache, my-other-cache", "X-Amz-Expires=900, X-Amz-Expires=800",
			"eu-central-1, eu-central-2", "%2Felasticache%2F, %2Fmemorydb%2F", "Action=connect, Action=other",
			"X-Amz-Security-Token=session, X-Amz-Security-Token=other" })
	void aChangeBreaksTheSignature(String from, String to) {
		String token = SdkToken.of("svc", "my-cache", "elasticache", "eu-central-1",
				AwsSessionCredentials.create("ID", "secret", "session"));
		assertThat(token).contains(from);
		assertThat(ConnectToken.parse(token).isSignedWith("secret")).isTrue();
		assertThat(ConnectToken.parse(token.replace(from, to)).isSignedWith("secret")).isFalse();
	}

	@Test
	void aTokenIsValidForItsQuarterOfAnHour() {
		ConnectToken token = ConnectToken.parse(SdkToken.of("svc", "my-cache", "memorydb", "eu-central-1",
				AwsSessionCredentials.create("ID", "secret", "session")));
		assertThat(token.isValidAt(token.signedAt().minusSeconds(1))).isFalse();
		assertThat(token.isValidAt(token.signedAt().plusSeconds(899))).isTrue();
		assertThat(token.isValidAt(token.signedAt().plusSeconds(900))).isFalse();
	}

}
