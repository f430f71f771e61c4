package dev.redisenv.benchmarks.footprint;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import com.github.benmanes.caffeine.cache.Caffeine;
import dev.redisenv.benchmarks.ClassPath;
import dev.redisenv.contract.RedisSettings;
import dev.redisenv.test.RedisServer;
import org.apache.commons.pool2.ObjectPool;

/**
 * The application in a process of its own, ready for requests.
 */
final class Instance implements AutoCloseable {

	/** Peers of other programs, which would set themselves up here. */
	private static final Pattern PEERS = Pattern.compile(".*(redisson|jetcache|cache-api|jmh).*");

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	private final Process process;

	private final String port;

	private final Start start;

	private String session = "";

	private Instance(Process process, long launched) throws IOException {
		this.process = process;
		BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
		List<String> lines = new ArrayList<>();
		String line = output.readLine();
		while (line != null && !line.startsWith("ready ")) {
			lines.add(line);
			line = output.readLine();
		}
		if (line == null) {
			throw new IllegalStateException("The application does not start:\n" + String.join("\n", lines));
		}
		Duration toReady = Duration.ofNanos(System.nanoTime() - launched);
		Duration processor = process.info().totalCpuDuration().orElseThrow();
		String[] words = line.split(" ", -1);
		this.port = words[1];
		this.start = new Start(toReady.toMillis(), Long.parseLong(words[2]), processor.toMillis());
	}

	/**
	 * Starts it with the starter and one variable, or with Spring Boot's starters.
	 * @param settings further properties
	 */
	static Instance start(boolean starter, RedisServer server, String... settings) {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
						classPath(starter).toString(), MeasuredApplication.class.getName(), "--server.port=0",
						"--logging.level.root=warn", "--spring.main.banner-mode=off",
						"--management.endpoint.health.show-details=always"));
		command.addAll(List.of(settings));
		if (!starter) {
			command.add("--spring.data.redis.url=" + server.uri());
		}
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
		if (starter) {
			builder.environment().put("REDIS_URI", server.uri().toString());
		}
		try {
			long launched = System.nanoTime();
			return new Instance(builder.start(), launched);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Leaves out the starter and the libraries that only it brings. A pool on the class
	 * path alone would change what Spring Boot does.
	 */
	private static ClassPath classPath(boolean starter) {
		ClassPath path = ClassPath.whole().without(PEERS);
		return starter ? path : path.without(RedisSettings.class, Caffeine.class, ObjectPool.class);
	}

	Start start() {
		return this.start;
	}

	Rest rest() {
		String[] words = get("/rest").split(" ", -1);
		return new Rest(Long.parseLong(words[0]), Long.parseLong(words[1]), Long.parseLong(words[2]));
	}

	String get(String path) {
		return send(HttpRequest.newBuilder(uri(path)));
	}

	/**
	 * Sends a request in the session that was created last.
	 */
	String getInSession(String path) {
		return send(HttpRequest.newBuilder(uri(path)).header("Cookie", this.session));
	}

	private URI uri(String path) {
		return URI.create("http://localhost:" + this.port + path);
	}

	private String send(HttpRequest.Builder request) {
		try {
			HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
			if (response.statusCode() != 200) {
				throw new IllegalStateException(response.uri() + " answers " + response.statusCode());
			}
			response.headers().firstValue("Set-Cookie").ifPresent((cookie) -> this.session = cookie.split(";", 2)[0]);
			return response.body();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Uses each feature once.
	 */
	void useAll() {
		get("/template");
		get("/articles/first");
		get("/articles/first");
		get("/articles/first/replace");
		get("/session/create");
		getInSession("/session/read");
		getInSession("/session/update");
		get("/actuator/health");
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
		this.process.onExit().join();
	}

	/**
	 * What a start took, in milliseconds.
	 *
	 * @param toReady from the launch of the process until it was ready
	 * @param own what Spring Boot counts
	 * @param processor time of all processors, user and system
	 */
	record Start(long toReady, long own, long processor) {

	}

	/**
	 * What an application holds while nobody uses it.
	 *
	 * @param heap bytes of live objects
	 * @param threads live threads
	 * @param classes loaded classes
	 */
	record Rest(long heap, long threads, long classes) {

	}

}
