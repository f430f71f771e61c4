package dev.redisenv.connection;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.redisenv.TestApplication;
import dev.redisenv.test.RedisCluster;
import dev.redisenv.test.RedisSentinels;
import dev.redisenv.test.RedisServer;

/**
 * Servers whose default user's passwords change.
 *
 * @param location the variables that say where they are
 * @param all all data nodes
 * @param owner ends them
 */
record PasswordServers(Map<String, String> location, List<RedisServer> all, Runnable owner) implements AutoCloseable {

	static PasswordServers standalone(String password) {
		RedisServer server = RedisServer.builder().password(password).start();
		return new PasswordServers(Map.of("REDIS_URI", server.uri().toString()), List.of(server), server::close);
	}

	static PasswordServers cluster(String password) {
		RedisCluster cluster = RedisCluster.builder().password(password).start();
		String uris = cluster.uris().stream().map(Object::toString).collect(Collectors.joining(","));
		return new PasswordServers(Map.of("REDIS_URI", uris), cluster.nodes(), cluster::close);
	}

	static PasswordServers sentinels(String password) {
		RedisSentinels set = RedisSentinels.builder().password(password).sentinels(1).start();
		return new PasswordServers(
				Map.of("REDIS_URI", "redis://" + set.masterName(), "REDIS_SENTINEL_HOSTS", set.hosts()),
				set.dataNodes(), set::close);
	}

	/**
	 * Lets these passwords be valid, and no others.
	 */
	void accept(String... passwords) {
		String[] words = Stream
			.concat(Stream.of("ACL", "SETUSER", "default", "resetpass"),
					Stream.of(passwords).map((password) -> ">" + password))
			.toArray(String[]::new);
		this.all.forEach((server) -> server.command(words));
	}

	/**
	 * Returns what the servers know about each of the application's links.
	 */
	List<String> links() {
		return this.all.stream()
			.flatMap((server) -> server.command("CLIENT", "LIST").lines())
			.filter((link) -> link.contains("name=" + TestApplication.CLIENT_NAME))
			.toList();
	}

	/**
	 * Returns the port that each link comes from.
	 */
	List<String> ports() {
		return links().stream().map((link) -> link.replaceAll(".* addr=\\S+:(\\d+) .*", "$1")).toList();
	}

	/**
	 * Returns the log-ins and commands that the servers have refused so far.
	 */
	String refusals() {
		return this.all.stream().map((server) -> server.command("ACL", "LOG")).collect(Collectors.joining());
	}

	void forgetRefusals() {
		this.all.forEach((server) -> server.command("ACL", "LOG", "RESET"));
	}

	@Override
	public void close() {
		this.owner.run();
	}

}
