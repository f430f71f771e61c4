package dev.redisenv.credentials;

import java.net.URI;
import java.time.Duration;

import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner.AuthLocation;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * A token for ElastiCache or MemoryDB as AWS's own library signs it.
 */
final class SdkToken {

	private SdkToken() {
	}

	static String of(String user, String cache, String service, String region, AwsCredentialsIdentity keys) {
		SdkHttpRequest request = SdkHttpRequest.builder()
			.method(SdkHttpMethod.GET)
			.uri(URI.create("http://" + cache + "/"))
			.appendRawQueryParameter("Action", "connect")
			.appendRawQueryParameter("User", user)
			.build();
		return AwsV4HttpSigner.create()
			.sign((sign) -> sign.identity(keys)
				.request(request)
				.putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
				.putProperty(AwsV4HttpSigner.REGION_NAME, region)
				.putProperty(AwsV4HttpSigner.AUTH_LOCATION, AuthLocation.QUERY_STRING)
				.putProperty(AwsV4HttpSigner.EXPIRATION_DURATION, Duration.ofMinutes(15)))
			.request()
			.getUri()
			.toString()
			.substring("http://".length());
	}

}
