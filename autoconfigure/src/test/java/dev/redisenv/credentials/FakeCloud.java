package dev.redisenv.credentials;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the three clouds have for a workload that needs a token, on a port of 127.0.0.1.
 * Everything works until a fault is asked for, which holds for all requests for tokens
 * until it is healed.
 */
final class FakeCloud implements AutoCloseable {

	private static final SecureRandom RANDOM = new SecureRandom();

	private final JsonMapper json = new JsonMapper();

	private final ExecutorService threads = Executors.newCachedThreadPool((work) -> {
		Thread thread = new Thread(work, "fake-cloud");
		thread.setDaemon(true);
		return thread;
	});

	private final HttpServer server;

	private final Map<String, Instant> issued = new ConcurrentHashMap<>();

	private final AtomicInteger requests = new AtomicInteger();

	private final List<String> refusals = new CopyOnWriteArrayList<>();

	private volatile Duration lifetime = Duration.ofHours(1);

	private volatile BiConsumer<String, Instant> onIssue = (token, end) -> {
	};

	private volatile boolean unavailable;

	// Open while requests are answered
	private volatile CountDownLatch silence = new CountDownLatch(0);

	private FakeCloud() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.setExecutor(this.threads);
		this.server.start();
	}

	static FakeCloud start() {
		try {
			return new FakeCloud();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Sets how long what is issued from now on lives; an hour if not set.
	 */
	void lifetime(Duration lifetime) {
		this.lifetime = lifetime;
	}

	/**
	 * Sets who is told of every token and its end, before the answer leaves. For AWS it
	 * is the session token.
	 */
	void onIssue(BiConsumer<String, Instant> listener) {
		this.onIssue = listener;
	}

	/**
	 * Answers every request with 503.
	 */
	void fail() {
		this.unavailable = true;
	}

	/**
	 * Takes requests and answers none. What was asked is answered when this is over.
	 */
	void hang() {
		this.silence = new CountDownLatch(1);
	}

	/**
	 * Ends both faults.
	 */
	void heal() {
		this.unavailable = false;
		this.silence.countDown();
	}

	/**
	 * Returns how many requests for tokens there were that were as they should be, with
	 * those that a fault has hit.
	 */
	int requests() {
		return this.requests.get();
	}

	/**
	 * Returns what was not answered with a token or such, and why.
	 */
	List<String> refusals() {
		return List.copyOf(this.refusals);
	}

	/**
	 * Returns whether a token was issued, and lives.
	 */
	boolean isAlive(String token) {
		return Instant.now().isBefore(this.issued.getOrDefault(token, Instant.MIN));
	}

	String authority() {
		return "127.0.0.1:" + this.server.getAddress().getPort();
	}

	URI uri(String path) {
		return URI.create("http://" + authority() + path);
	}

	Instant end() {
		return Instant.now().plus(this.lifetime);
	}

	Duration lifetime() {
		return this.lifetime;
	}

	/**
	 * Issues a token, which others hear of before anybody can use it.
	 */
	void issue(String token, Instant end) {
		this.issued.put(token, end);
		this.onIssue.accept(token, end);
	}

	static String random() {
		byte[] bytes = new byte[24];
		RANDOM.nextBytes(bytes);
		return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
	}

	/**
	 * Serves tokens, with the faults and the count.
	 */
	void tokens(String path, Service service) {
		serve(path, (exchange) -> {
			this.requests.incrementAndGet();
			this.silence.await();
			if (this.unavailable) {
				throw new Refusal(503, "unavailable");
			}
			try {
				return this.json.writeValueAsString(service.answer(exchange));
			}
			catch (Refusal ex) {
				this.requests.decrementAndGet();
				throw ex;
			}
		});
	}

	/**
	 * Serves a text.
	 */
	void serve(String path, TextService service) {
		this.server.createContext(path, (exchange) -> {
			exchange.getResponseHeaders().set("Content-Type", "application/json");
			// Without it Google's library does not know Google
			exchange.getResponseHeaders().set("Metadata-Flavor", "Google");
			try {
				respond(exchange, 200, service.answer(exchange));
			}
			catch (Refusal ex) {
				this.refusals.add(exchange.getRequestURI().getPath() + ": " + ex.reason);
				respond(exchange, ex.status, this.json.writeValueAsString(Map.of("error", ex.reason)));
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			finally {
				exchange.close();
			}
		});
	}

	private static void respond(HttpExchange exchange, int status, String text) throws IOException {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		exchange.sendResponseHeaders(status, (bytes.length > 0) ? bytes.length : -1);
		try (OutputStream body = exchange.getResponseBody()) {
			body.write(bytes);
		}
	}

	JsonMapper json() {
		return this.json;
	}

	static Map<String, String> form(HttpExchange exchange) throws IOException {
		try (InputStream body = exchange.getRequestBody()) {
			return parameters(new String(body.readAllBytes(), StandardCharsets.UTF_8));
		}
	}

	static Map<String, String> query(HttpExchange exchange) {
		String query = exchange.getRequestURI().getRawQuery();
		return (query != null) ? parameters(query) : Map.of();
	}

	private static Map<String, String> parameters(String text) {
		Map<String, String> parameters = new HashMap<>();
		for (String parameter : text.split("&", -1)) {
			String[] pair = parameter.split("=", 2);
			parameters.put(URLDecoder.decode(pair[0], StandardCharsets.UTF_8),
					(pair.length == 2) ? URLDecoder.decode(pair[1], StandardCharsets.UTF_8) : "");
		}
		return parameters;
	}

	/**
	 * Refuses a request that is not as it should be.
	 */
	static void require(boolean condition, String what) throws Refusal {
		if (!condition) {
			throw new Refusal(400, what);
		}
	}

	@Override
	public void close() {
		heal();
		this.server.stop(0);
		this.threads.shutdownNow();
	}

	interface Service {

		Map<String, ?> answer(HttpExchange exchange) throws IOException, InterruptedException, Refusal;

	}

	interface TextService {

		String answer(HttpExchange exchange) throws IOException, InterruptedException, Refusal;

	}

	static final class Refusal extends Exception {

		private final int status;

		private final String reason;

		Refusal(int status, String reason) {
			super(reason);
			this.status = status;
			this.reason = reason;
		}

	}

}
