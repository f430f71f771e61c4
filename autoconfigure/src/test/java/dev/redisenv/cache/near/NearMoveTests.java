package dev.redisenv.cache.near;

import java.time.Duration;
import java.util.List;

import dev.redisenv.TestApplication;
import dev.redisenv.test.RedisServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.awaitility.Awaitility.await;

/**
 * Copies follow the application to a server that takes over the address of another.
 */
@Timeout(60)
class NearMoveTests {

	private static final String KEY = NearApplication.redisKey("1");

	private final RedisServer old = RedisServer.start();

	private final RedisServer next = RedisServer.start();

	private final LinkRelay relay = new LinkRelay(this.old.port());

	@AfterEach
	void close() {
		this.relay.close();
		this.next.close();
		this.old.close();
	}

	/**
	 * The old server goes on, and the link to it as well.
	 */
	@Test
	void withAnAddressThatMoves() {
		List.of(this.old, this.next).forEach((server) -> set(server, "tea"));
		try (NearApplication application = NearApplication.start(
				TestApplication.with("REDIS_URI", this.relay.uri()).and("REDIS_CLUSTER_SAFE_MODE", "false"),
				Duration.ofMillis(400))) {
			awaitCopy(application);
			this.relay.moveTo(this.next.port());
			killConnections(this.old);
			set(this.next, "milk");
			await().until(() -> "milk".equals(application.get("1")));
			awaitCopy(application);
			set(this.next, "water");
			await().until(() -> "water".equals(application.get("1")));
		}
	}

	private static void set(RedisServer server, String value) {
		server.command("SET", KEY, NearApplication.json(value));
	}

	private static void awaitCopy(NearApplication application) {
		double hits = application.hits();
		await().until(() -> application.get("1") != null && application.hits() > hits);
	}

	private static void killConnections(RedisServer server) {
		server.command("CLIENT", "LIST")
			.lines()
			.filter((line) -> line.contains("name=" + TestApplication.CLIENT_NAME + " "))
			.map((line) -> line.replaceAll("^id=(\\d+) .*", "$1"))
			.forEach((id) -> server.command("CLIENT", "KILL", "ID", id));
	}

}
