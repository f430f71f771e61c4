package dev.redisenv.connection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

import dev.redisenv.TestApplication;
import dev.redisenv.Traffic;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Rotates the password again and again while two applications are busy: one on a single
 * server, where every blocking read opens a link of its own, and one on a cluster, with a
 * pool. {@code -Drotation.seconds=120 -Drotation.interval=5} makes it longer.
 */
class PasswordRotationTests {

	private static final Log log = LogFactory.getLog(PasswordRotationTests.class);

	private static final int SECONDS = Integer.getInteger("rotation.seconds", 8);

	private static final int INTERVAL = Integer.getInteger("rotation.interval", 2);

	private static final Duration LIMIT = Duration.ofSeconds(10);

	@TempDir
	Path folder = Path.of("");

	@Test
	void failsNoCommand() throws Exception {
		Path file = write(0);
		try (PasswordServers single = PasswordServers.standalone(password(0));
				PasswordServers cluster = PasswordServers.cluster(password(0));
				ConfigurableApplicationContext first = application(single, file).start();
				ConfigurableApplicationContext second = application(cluster, file).and("REDIS_MAX_CONNECTIONS", 4)
					.start();
				Traffic onSingle = new Traffic(first);
				Traffic onCluster = new Traffic(second)) {
			List<PasswordServers> all = List.of(single, cluster);
			int rotations = rotate(all, () -> onSingle.failures().isEmpty() && onCluster.failures().isEmpty());
			onSingle.stop();
			onCluster.stop();
			log.info("%d rotations; single server: %s; cluster: %s".formatted(rotations, onSingle, onCluster));
			assertThat(onSingle.failures()).isEmpty();
			assertThat(onCluster.failures()).isEmpty();
			assertThat(all).extracting(PasswordServers::refusals).containsOnly("");

			all.forEach((servers) -> servers.accept(password(rotations + 1)));
			write(rotations + 1);
			await().atMost(LIMIT)
				.untilAsserted(() -> assertThat(all).flatMap(PasswordServers::links)
					.allMatch((link) -> link.contains("cmd=auth")));
			assertThat(all).extracting(PasswordServers::refusals).containsOnly("");
		}
	}

	/**
	 * Makes a password invalid when the next but one becomes valid.
	 */
	private int rotate(List<PasswordServers> all, Callable<Boolean> well) throws IOException {
		int rotations = SECONDS / INTERVAL;
		for (int i = 1; i <= rotations; i++) {
			String before = password(i - 1);
			String next = password(i);
			all.forEach((servers) -> servers.accept(before, next));
			write(i);
			Duration interval = Duration.ofSeconds(INTERVAL);
			await().during(interval).atMost(interval.plus(LIMIT)).until(well);
		}
		return rotations;
	}

	private static TestApplication application(PasswordServers servers, Path file) {
		return TestApplication.with(servers.location()).and("REDIS_PASSWORD_FILE", file).configuration(Caching.class);
	}

	private Path write(int rotation) throws IOException {
		return Files.writeString(this.folder.resolve("password"), password(rotation) + "\n");
	}

	private static String password(int rotation) {
		return "s3cr3t-" + rotation;
	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching
	static class Caching {

	}

}
