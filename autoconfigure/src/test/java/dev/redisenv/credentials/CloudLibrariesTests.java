package dev.redisenv.credentials;

import java.io.IOException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.redisenv.test.RedisServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Applications without the clouds' libraries, which the starter does not bring.
 */
@Tag("once")
class CloudLibrariesTests {

	private static final Pattern LIBRARY = Pattern
		.compile(".*/(software/amazon/awssdk|com/azure|com/microsoft/azure|com/google/auth)/.*");

	@Test
	void areNotNeededWithoutTokens() throws Exception {
		try (RedisServer server = RedisServer.start();
				ChildJvm jvm = start(Map.of("REDIS_URI", server.uri().toString()))) {
			int status = jvm.end();
			assertThat(jvm.output()).contains("user=default\n", "failures=[]\n").doesNotContain("NoClassDefFoundError");
			assertThat(status).isZero();
		}
	}

	@Test
	void areNamedWhereOneIsMissing() throws Exception {
		try (ChildJvm aws = startWith("aws"); ChildJvm azure = startWith("azure"); ChildJvm google = startWith("gcp")) {
			assertThatItNames(aws, "aws", "software.amazon.awssdk:auth");
			assertThatItNames(azure, "azure", "com.azure:azure-identity");
			assertThatItNames(google, "gcp", "com.google.auth:google-auth-library-oauth2-http");
		}
	}

	private static ChildJvm startWith(String provider) throws IOException {
		return start(Map.of("REDIS_URI", "rediss://app@cache.example.com:6379", "USE_REDIS_CLUSTER", "true",
				"REDIS_IAM_AUTH_PROVIDER", provider));
	}

	private static ChildJvm start(Map<String, String> environment) throws IOException {
		return ChildJvm.start(TokenApplication.class, environment,
				(entry) -> !LIBRARY.matcher(entry.replace('\\', '/')).matches());
	}

	private static void assertThatItNames(ChildJvm jvm, String provider, String library)
			throws IOException, InterruptedException {
		int status = jvm.end();
		assertThat(status).isEqualTo(1);
		String[] name = library.split(":", -1);
		assertThat(jvm.output())
			.contains("<dependency><groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version></dependency>"
				.formatted(name[0], name[1], versionHere(name[1])))
			.contains("APPLICATION FAILED TO START",
					"REDIS_IAM_AUTH_PROVIDER is %s, but %s, which asks for its tokens, is not on the class path."
						.formatted(provider, library))
			.doesNotContain("NoClassDefFoundError", "ClassNotFoundException");
	}

	/**
	 * Returns the version that the tests use.
	 */
	private static String versionHere(String artifact) {
		Matcher jar = Pattern.compile("[/\\\\]%s-([0-9.]+)\\.jar".formatted(artifact))
			.matcher(System.getProperty("java.class.path"));
		assertThat(jar.find()).isTrue();
		return jar.group(1);
	}

}
