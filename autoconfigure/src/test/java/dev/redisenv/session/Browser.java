package dev.redisenv.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * A visitor of all instances, which have one host name and so one cookie.
 */
final class Browser {

	private final CookieManager cookies = new CookieManager();

	private final HttpClient client = HttpClient.newBuilder().cookieHandler(this.cookies).build();

	/**
	 * Returns the body of an answer; there must be no error.
	 */
	String get(ConfigurableApplicationContext instance, String path) {
		HttpResponse<String> response = response(instance, path);
		if (response.statusCode() != 200) {
			throw new IllegalStateException(path + " is answered with " + response.statusCode());
		}
		return response.body();
	}

	int status(ConfigurableApplicationContext instance, String path) {
		return response(instance, path).statusCode();
	}

	HttpResponse<String> response(ConfigurableApplicationContext instance, String path) {
		URI uri = URI
			.create("http://127.0.0.1:" + instance.getEnvironment().getRequiredProperty("local.server.port") + path);
		try {
			return this.client.send(HttpRequest.newBuilder(uri).POST(BodyPublishers.noBody()).build(),
					BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Returns the id of the session.
	 */
	String session() {
		return this.cookies.getCookieStore()
			.getCookies()
			.stream()
			.filter((cookie) -> cookie.getName().equals("SESSION"))
			.map(HttpCookie::getValue)
			.map((value) -> new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8))
			.findFirst()
			.orElseThrow();
	}

}
