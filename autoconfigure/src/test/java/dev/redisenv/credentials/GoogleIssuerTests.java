package dev.redisenv.credentials;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import com.google.auth.oauth2.GoogleCredentials;
import dev.redisenv.contract.Connection;
import dev.redisenv.contract.Credentials;
import dev.redisenv.contract.Iam;
import dev.redisenv.contract.Node;
import dev.redisenv.contract.Topology;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class GoogleIssuerTests {

	@Test
	void credentialsOfTheApplicationAreAskedForTheScope() throws Exception {
		try (FakeCloud cloud = FakeCloud.start()) {
			InputStream json = new ByteArrayInputStream(
					new FakeGoogle(cloud).serviceAccountJson().getBytes(StandardCharsets.UTF_8));
			GoogleCredentials own = GoogleCredentials.fromStream(json);
			Token token = new GoogleIssuer(() -> own).tokens(connection()).issue();
			assertThat(cloud.isAlive(token.value().reveal())).isTrue();
		}
	}

	private static Connection connection() {
		Iam iam = new Iam(Iam.Provider.GCP, null, null);
		return new Connection(new Topology.Standalone(new Node("localhost", 6379), 0),
				new Credentials(null, null, null, iam), null, Duration.ofSeconds(10), Duration.ofSeconds(5));
	}

}
