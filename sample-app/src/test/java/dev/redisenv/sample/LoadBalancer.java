package dev.redisenv.sample;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.springframework.test.util.TestSocketUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An nginx that gives every request to the next instance. It needs no rights, keeps all
 * it writes in one folder, and ends with this JVM at the latest.
 */
final class LoadBalancer implements AutoCloseable {

	/** Ends the server when its input does: then whoever started it is gone, too. */
	private static final String UNTIL_THE_END_OF_INPUT = "\"$@\" </dev/null & read -r end; kill $! && wait $!";

	private static final String CONFIGURATION = """
			daemon off;
			master_process off;
			pid nginx.pid;
			events {
			}
			http {
				access_log off;
				client_body_temp_path body;
				proxy_temp_path proxy;
				fastcgi_temp_path fastcgi;
				scgi_temp_path scgi;
				uwsgi_temp_path uwsgi;
				upstream instances {
			$servers
				}
				server {
					listen 127.0.0.1:$port;
					location / {
						proxy_pass http://instances;
						proxy_set_header Host $http_host;
					}
				}
			}
			""";

	private final Process process;

	private final int port;

	private LoadBalancer(Process process, int port) {
		this.process = process;
		this.port = port;
	}

	/**
	 * Starts a load balancer.
	 * @param folder where it may write
	 * @param instances who answers, in turn
	 * @return the load balancer, listening
	 */
	static LoadBalancer start(Path folder, SampleInstance... instances) throws IOException {
		int port = TestSocketUtils.findAvailableTcpPort();
		String servers = Arrays.stream(instances)
			.map((instance) -> "\t\tserver 127.0.0.1:%d max_fails=0;".formatted(instance.port()))
			.collect(Collectors.joining("\n"));
		Path configuration = Files.writeString(folder.resolve("nginx.conf"),
				CONFIGURATION.replace("$servers", servers).replace("$port", String.valueOf(port)));
		Path log = folder.resolve("nginx.log");
		Process process = new ProcessBuilder("sh", "-c", UNTIL_THE_END_OF_INPUT, "sh",
				Programs.find("nginx").toString(), "-p", folder.toString(), "-c", configuration.toString(), "-e",
				"stderr")
			.redirectErrorStream(true)
			.redirectOutput(log.toFile())
			.start();
		LoadBalancer balancer = new LoadBalancer(process, port);
		await().untilAsserted(() -> assertThat(balancer.listens()).as(() -> text(log)).isTrue());
		return balancer;
	}

	private static String text(Path log) {
		try {
			return Files.readString(log);
		}
		catch (IOException ex) {
			return "No log of nginx: " + ex.getMessage();
		}
	}

	private boolean listens() {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			return socket.isConnected();
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Returns where the page is.
	 * @return an address for a browser
	 */
	String address() {
		return "http://127.0.0.1:%d/".formatted(this.port);
	}

	@Override
	public void close() throws IOException {
		this.process.getOutputStream().close();
		try {
			assertThat(this.process.waitFor(10, TimeUnit.SECONDS)).as("nginx has ended").isTrue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
