package dev.redisenv.credentials;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiPredicate;

import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import dev.redisenv.test.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.StaticCredentialsProvider;
import io.lettuce.core.api.StatefulRedisConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * The clouds' own libraries take this one for theirs.
 */
@Tag("once")
class FakeCloudTests {

	private static final Duration LIMIT = Duration.ofSeconds(5);

	private static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";

	private final FakeCloud cloud = FakeCloud.start();

	private final FakeAws aws = new FakeAws(this.cloud);

	private final FakeGoogle google = new FakeGoogle(this.cloud);

	@AfterEach
	void close() {
		this.aws.properties().keySet().forEach(System::clearProperty);
		this.cloud.close();
	}

	@Test
	void keysOfAContainerSignTokensThatACacheTakes() {
		AwsSessionCredentials keys = keys();
		BiPredicate<String, String> cache = this.aws.cache("elasticache", "my-cache", "eu-central-1");
		String token = SdkToken.of("svc", "my-cache", "elasticache", "eu-central-1", keys);
		assertThat(cache.test("svc", token)).isTrue();
		assertThat(cache.test("other", token)).isFalse();
		assertThat(cache.test("svc", "no token")).isFalse();
		assertThat(this.aws.cache("memorydb", "my-cache", "eu-central-1").test("svc", token)).isFalse();
		assertThat(this.aws.cache("elasticache", "my-other-cache", "eu-central-1").test("svc", token)).isFalse();
		assertThat(this.aws.cache("elasticache", "my-cache", "us-east-1").test("svc", token)).isFalse();
		String forged = SdkToken.of("svc", "my-cache", "elasticache", "eu-central-1",
				AwsSessionCredentials.create(keys.accessKeyId(), "guessed", keys.sessionToken()));
		assertThat(cache.test("svc", forged)).isFalse();
	}

	@Test
	void aTokenDiesWithTheKeysThatSignedIt() {
		this.cloud.lifetime(Duration.ofMillis(1500));
		BiPredicate<String, String> cache = this.aws.cache("elasticache", "my-cache", "eu-central-1");
		String token = SdkToken.of("svc", "my-cache", "elasticache", "eu-central-1", keys());
		assertThat(cache.test("svc", token)).isTrue();
		await().atMost(LIMIT).until(() -> !cache.test("svc", token));
		assertThat(ConnectToken.parse(token).isValidAt(Instant.now())).isTrue();
		String renewed = SdkToken.of("svc", "my-cache", "elasticache", "eu-central-1", keys());
		assertThat(cache.test("svc", renewed)).isTrue();
	}

	private AwsSessionCredentials keys() {
		this.aws.properties().forEach(System::setProperty);
		try (DefaultCredentialsProvider provider = DefaultCredentialsProvider.builder().build()) {
			return (AwsSessionCredentials) provider.resolveCredentials();
		}
	}

	@Test
	void theKeyOfAServiceAccountGetsATokenThatIsThePasswordBeforeItArrives() throws IOException {
		RedisClient client = RedisClient.create();
		try (RedisServer server = RedisServer.builder().password("x").start()) {
			this.cloud.onIssue((token, end) -> server.addPassword(token));
			AccessToken token = serviceAccount(this.google.serviceAccountJson()).refreshAccessToken();
			assertThat(this.cloud.refusals()).isEmpty();
			assertThat(this.cloud.isAlive(token.getTokenValue())).isTrue();
			assertThat(token.getExpirationTime()).isAfter(Instant.now().plus(Duration.ofMinutes(59)));
			RedisURI uri = RedisURI.create(server.uri());
			uri.setCredentialsProvider(new StaticCredentialsProvider("default", token.getTokenValue().toCharArray()));
			try (StatefulRedisConnection<String, String> link = client.connect(uri)) {
				assertThat(link.sync().ping()).isEqualTo("PONG");
			}
		}
		finally {
			client.shutdown(Duration.ZERO, LIMIT);
		}
	}

	@Test
	void theKeyOfAnotherServiceAccountGetsNone() throws IOException {
		try (FakeCloud other = FakeCloud.start()) {
			String json = new FakeGoogle(other).serviceAccountJson().replace(other.authority(), this.cloud.authority());
			GoogleCredentials credentials = serviceAccount(json);
			assertThatExceptionOfType(IOException.class).isThrownBy(credentials::refreshAccessToken);
			assertThat(this.cloud.refusals()).contains("/google/token: signature");
		}
	}

	private static GoogleCredentials serviceAccount(String json) throws IOException {
		return GoogleCredentials.fromStream(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)))
			.createScoped(SCOPE);
	}

	@Test
	void aCloudThatFailsOrHangsDoesSoUntilItIsHealed() throws Exception {
		URI endpoint = URI.create(String.valueOf(this.aws.environment().values().iterator().next()));
		this.cloud.fail();
		assertThat(ask(endpoint).get().statusCode()).isEqualTo(503);
		this.cloud.heal();
		assertThat(ask(endpoint).get().statusCode()).isEqualTo(200);
		this.cloud.hang();
		CompletableFuture<HttpResponse<String>> answer = ask(endpoint);
		await().until(() -> this.cloud.requests() == 3);
		assertThat(answer).isNotDone();
		this.cloud.heal();
		assertThat(answer).succeedsWithin(LIMIT).extracting(HttpResponse::statusCode).isEqualTo(200);
	}

	private static CompletableFuture<HttpResponse<String>> ask(URI endpoint) {
		return HttpClient.newHttpClient().sendAsync(HttpRequest.newBuilder(endpoint).build(), BodyHandlers.ofString());
	}

}
