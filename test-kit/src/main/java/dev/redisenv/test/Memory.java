package dev.redisenv.test;

import org.jspecify.annotations.Nullable;

/**
 * The memory a server may use.
 */
final class Memory {

	// What is used varies with every connection, so that would be no firm limit
	private static final String FULL = "1";

	private final RedisServer server;

	// What is configured while memory is full. Guarded by this
	private @Nullable Limit limit;

	Memory(RedisServer server) {
		this.server = server;
	}

	synchronized void fill() {
		if (this.limit == null) {
			this.limit = new Limit(setting("maxmemory"), setting("maxmemory-policy"));
		}
		// First, or the limit would evict
		set("maxmemory-policy", "noeviction");
		set("maxmemory", FULL);
	}

	synchronized void free() {
		if (this.limit != null) {
			// First, or the policy would evict
			set("maxmemory", this.limit.bytes());
			set("maxmemory-policy", this.limit.policy());
			this.limit = null;
		}
	}

	private String setting(String name) {
		return this.server.command("CONFIG", "GET", name).lines().skip(1).findFirst().orElseThrow();
	}

	private void set(String name, String value) {
		this.server.command("CONFIG", "SET", name, value);
	}

	private record Limit(String bytes, String policy) {
	}

}
