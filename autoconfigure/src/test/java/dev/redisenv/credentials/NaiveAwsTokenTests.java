package dev.redisenv.credentials;

import java.time.Duration;
import java.time.Instant;

import dev.redisenv.test.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * The defect that every provider for AWS must not have, as the tests would see it.
 */
class NaiveAwsTokenTests {

	private static final Duration LIMIT = Duration.ofSeconds(5);

	@Test
	void aKeptTokenFailsOnceTheKeysThatSignedItAreDead() {
		RedisClient client = RedisClient.create();
		try (FakeCloud cloud = FakeCloud.start();
				RedisServer server = RedisServer.builder().user("svc", "real-password").password("x").start()) {
			cloud.lifetime(Duration.ofSeconds(2));
			FakeAws aws = new FakeAws(cloud);
			try (LogInGate gate = LogInGate.before(server,
					Admission.of("svc", "real-password", aws.cache("elasticache", "my-cache", "eu-central-1")))) {
				NaiveAwsToken naive = new NaiveAwsToken("svc", () -> sign(aws));
				RedisURI uri = RedisURI.create(gate.uri());
				uri.setCredentialsProvider(naive);
				connect(client, uri);
				String kept = naive.token();
				await().atMost(LIMIT).until(() -> !cloud.isAlive(ConnectToken.parse(kept).securityToken()));
				for (int i = 0; i < 3; i++) {
					assertThatExceptionOfType(RedisConnectionException.class).isThrownBy(() -> connect(client, uri));
				}
				assertThat(gate.refusals()).hasSize(3).extracting(LogIn::token).containsOnly(kept);
				assertThat(ConnectToken.parse(kept).isValidAt(Instant.now())).isTrue();
				// Signing anew is all it takes
				uri.setCredentialsProvider(new NaiveAwsToken("svc", () -> sign(aws)));
				try (StatefulRedisConnection<String, String> link = client.connect(uri)) {
					// A link that is open always tells why
					assertThatExceptionOfType(RedisCommandExecutionException.class)
						.isThrownBy(() -> link.sync().auth("svc", kept))
						.withMessageStartingWith("WRONGPASS");
				}
			}
		}
		finally {
			client.shutdown(Duration.ZERO, LIMIT);
		}
	}

	private static String sign(FakeAws aws) {
		FakeAws.Keys keys = aws.current();
		return SdkToken.of("svc", "my-cache", "elasticache", "eu-central-1",
				AwsSessionCredentials.create(keys.id(), keys.secret(), keys.token()));
	}

	private static void connect(RedisClient client, RedisURI uri) {
		try (StatefulRedisConnection<String, String> link = client.connect(uri)) {
			assertThat(link.sync().ping()).isEqualTo("PONG");
		}
	}

}
