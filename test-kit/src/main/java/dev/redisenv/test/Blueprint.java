package dev.redisenv.test;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * All that makes a server, but its port.
 *
 * @param executable the program
 * @param configuration its lines, but for the port
 * @param admin the kit's own way in
 * @param certificates what its TLS uses; null for plain text
 * @param sentinel whether it runs as a Sentinel
 * @param proxied whether clients reach it through a proxy
 */
record Blueprint(Path executable, Configuration configuration, Admin admin, @Nullable Certificates certificates,
		boolean sentinel, boolean proxied) {

	/**
	 * Returns the same with one directive more.
	 */
	Blueprint with(String directive, Object... values) {
		return new Blueprint(this.executable, this.configuration.copy().set(directive, values), this.admin,
				this.certificates, this.sentinel, this.proxied);
	}

	/**
	 * Writes the configuration file.
	 * @param directory where to
	 * @param port where the server listens
	 * @param proxy where clients connect instead; null if they do not
	 */
	Path write(Path directory, int port, @Nullable TcpProxy proxy) {
		Configuration complete = new Configuration();
		complete.set("port", (this.certificates != null) ? 0 : port);
		if (this.certificates != null) {
			complete.set("tls-port", port);
		}
		if (proxy != null) {
			complete.set("replica-announce-port", proxy.port())
				.set((this.certificates != null) ? "cluster-announce-tls-port" : "cluster-announce-port", proxy.port())
				.set("cluster-announce-bus-port", port + Ports.BUS_OFFSET);
		}
		complete.set("dir", directory);
		this.configuration.lines().forEach(complete::line);
		Path file = directory.resolve("server.conf");
		complete.write(file);
		return file;
	}

	AdminLink link(int port) {
		return new AdminLink(port, this.admin, (this.certificates != null) ? this.certificates.clientSockets() : null);
	}

	List<String> command(Path file) {
		List<String> command = new ArrayList<>(List.of(this.executable.toString(), file.toString()));
		if (this.sentinel) {
			command.add("--sentinel");
		}
		return command;
	}

}
