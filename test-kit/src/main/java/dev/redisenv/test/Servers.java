package dev.redisenv.test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Servers that were started together and end together.
 */
final class Servers implements AutoCloseable {

	private final List<RedisServer> servers = new ArrayList<>();

	RedisServer start(Blueprint blueprint) {
		RedisServer server = RedisServer.start(blueprint);
		this.servers.add(server);
		return server;
	}

	List<RedisServer> all() {
		return List.copyOf(this.servers);
	}

	List<RedisServer> alive() {
		return this.servers.stream().filter(RedisServer::isAlive).toList();
	}

	/**
	 * Returns those that are neither dead nor frozen.
	 */
	List<RedisServer> answering() {
		return this.servers.stream().filter(RedisServer::isAlive).filter(RedisServer::answers).toList();
	}

	/**
	 * Returns the first that is neither dead nor frozen.
	 */
	RedisServer anyAnswering() {
		Optional<RedisServer> any = this.servers.stream()
			.filter(RedisServer::isAlive)
			.filter(RedisServer::answers)
			.findFirst();
		return any.orElseThrow(() -> new RedisServerException(
				"None of the servers answers: " + this.servers + ". Restart or thaw one of them."));
	}

	/**
	 * Returns the network of all of them.
	 */
	Network network() {
		return new Network(this.servers.stream().map(RedisServer::proxy).toList());
	}

	@Override
	public void close() {
		this.servers.forEach(RedisServer::close);
	}

}
