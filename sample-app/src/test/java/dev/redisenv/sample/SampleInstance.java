package dev.redisenv.sample;

import java.util.Map;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.test.web.servlet.client.assertj.RestTestClientResponse;
import org.springframework.web.context.support.StandardServletEnvironment;

/**
 * One running instance of the application, on a free port.
 *
 * @param context the instance
 * @param http speaks HTTP with it
 */
record SampleInstance(ConfigurableApplicationContext context, RestTestClient http) implements AutoCloseable {

	/**
	 * Starts an instance.
	 * @param variables its environment variables; it sees no others
	 * @return the running instance
	 */
	static SampleInstance start(Map<String, Object> variables) {
		StandardServletEnvironment environment = new StandardServletEnvironment();
		String name = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
		environment.getPropertySources().replace(name, new SystemEnvironmentPropertySource(name, variables));
		ConfigurableApplicationContext context = new SpringApplicationBuilder(SampleApplication.class)
			.environment(environment)
			.run("--server.port=0");
		String port = context.getEnvironment().getRequiredProperty("local.server.port");
		return new SampleInstance(context, RestTestClient.bindToServer().baseUrl("http://localhost:" + port).build());
	}

	/**
	 * Asks for a resource.
	 * @param path path with variables
	 * @param variables what they stand for
	 * @return the response, whatever its status
	 */
	RestTestClientResponse get(String path, Object... variables) {
		return RestTestClientResponse.from(this.http.get().uri(path, variables).exchange());
	}

	/**
	 * Asks for a resource as the visitor of a session.
	 * @param session value of the session's cookie
	 * @param path path without variables
	 * @return the response, whatever its status
	 */
	RestTestClientResponse getWithSession(String session, String path) {
		return RestTestClientResponse.from(this.http.get().uri(path).cookie("SESSION", session).exchange());
	}

	/**
	 * Posts JSON.
	 * @param path path without variables
	 * @param body what becomes JSON
	 * @return the response, whatever its status
	 */
	RestTestClientResponse post(String path, Object body) {
		return RestTestClientResponse.from(this.http.post().uri(path).body(body).exchange());
	}

	/**
	 * Posts JSON as the visitor of a session.
	 * @param session value of the session's cookie
	 * @param path path without variables
	 * @param body what becomes JSON
	 * @return the response, whatever its status
	 */
	RestTestClientResponse postWithSession(String session, String path, Object body) {
		return RestTestClientResponse.from(this.http.post().uri(path).cookie("SESSION", session).body(body).exchange());
	}

	/**
	 * Puts JSON.
	 * @param path path without variables
	 * @param body what becomes JSON
	 * @return the response, whatever its status
	 */
	RestTestClientResponse put(String path, Object body) {
		return RestTestClientResponse.from(this.http.put().uri(path).body(body).exchange());
	}

	/**
	 * Deletes a resource.
	 * @param path path without variables
	 * @return the response, whatever its status
	 */
	RestTestClientResponse delete(String path) {
		return RestTestClientResponse.from(this.http.delete().uri(path).exchange());
	}

	/**
	 * Returns where the instance listens.
	 * @return a port
	 */
	int port() {
		return this.context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	@Override
	public void close() {
		this.context.close();
	}

}
