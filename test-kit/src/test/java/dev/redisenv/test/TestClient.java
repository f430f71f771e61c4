package dev.redisenv.test;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import io.lettuce.core.StaticCredentialsProvider;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import org.jspecify.annotations.Nullable;

/**
 * A client as an application would use it, as opposed to the kit's own way in.
 */
final class TestClient implements AutoCloseable {

	private final RedisURI uri;

	private final SslOptions.Builder tls = SslOptions.builder();

	private @Nullable RedisClient client;

	private @Nullable StatefulRedisConnection<String, String> connection;

	private TestClient(URI uri) {
		this.uri = RedisURI.create(uri);
		this.uri.setTimeout(Duration.ofSeconds(5));
	}

	static TestClient of(URI uri) {
		return new TestClient(uri);
	}

	TestClient as(String user, String password) {
		this.uri.setCredentialsProvider(new StaticCredentialsProvider(user, password.toCharArray()));
		return this;
	}

	TestClient trusting(Path authority) {
		this.tls.trustManager(authority.toFile());
		return this;
	}

	TestClient showing(Path certificate, Path key) {
		this.tls.keyManager(certificate.toFile(), key.toFile(), new char[0]);
		return this;
	}

	RedisCommands<String, String> commands() {
		if (this.connection == null) {
			this.client = RedisClient.create(this.uri);
			this.client.setOptions(ClientOptions.builder().sslOptions(this.tls.build()).build());
			this.connection = this.client.connect();
		}
		return this.connection.sync();
	}

	@Override
	public void close() {
		if (this.connection != null) {
			this.connection.close();
		}
		if (this.client != null) {
			this.client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
		}
	}

}
