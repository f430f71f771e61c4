package dev.redisenv.test;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/**
 * One server on a free port of 127.0.0.1, with a directory of its own. It ends with
 * {@link #close()}, and at the latest with this JVM.
 * <p>
 * Safe to use from several threads.
 */
public final class RedisServer implements AutoCloseable {

	private static final Duration START_LIMIT = Duration.ofSeconds(20);

	private static final Duration PROBE_LIMIT = Duration.ofSeconds(2);

	private static final Duration PROBE_PAUSE = Duration.ofMillis(5);

	private static final Duration COMMAND_LIMIT = Duration.ofSeconds(5);

	private static final int PORTS_TRIED = 10;

	private final Blueprint blueprint;

	private final int port;

	private final Path directory;

	private final Path configuration;

	private final AdminLink link;

	// Guarded by this
	private ServerProcess process;

	// Guarded by this
	private boolean closed;

	private RedisServer(Blueprint blueprint, int port) {
		this.blueprint = blueprint;
		this.port = port;
		this.directory = Guard.ofThisJvm().directory("server");
		this.configuration = blueprint.write(this.directory, port);
		this.link = blueprint.link(port);
		this.process = launch();
	}

	/**
	 * Starts a server everybody may connect to.
	 * @return the server, ready for commands
	 * @throws RedisServerException if none is found, or it does not start
	 */
	public static RedisServer start() {
		return builder().start();
	}

	/**
	 * Returns a builder for one server.
	 * @return a new builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	static RedisServer start(Blueprint blueprint) {
		for (int attempt = 1;; attempt++) {
			RedisServer server = new RedisServer(blueprint, Ports.free());
			try {
				server.awaitReady();
				return server;
			}
			catch (RedisServerException ex) {
				boolean again = server.lostItsPort() && attempt < PORTS_TRIED;
				server.close();
				if (!again) {
					throw ex;
				}
			}
		}
	}

	private ServerProcess launch() {
		return ServerProcess.start(this.directory, this.blueprint.command(this.configuration));
	}

	private synchronized void awaitReady() {
		long end = System.nanoTime() + START_LIMIT.toNanos();
		RedisServerException last = null;
		while (!this.process.ended(PROBE_PAUSE) && System.nanoTime() < end) {
			try {
				if (this.link.command(PROBE_LIMIT, "PING").equals("PONG") && info("process_id").equals("" + pid())) {
					return;
				}
			}
			catch (RedisServerException ex) {
				last = ex;
			}
		}
		String message = "The server " + (this.process.isAlive() ? "is not ready in time" : "does not start") + ": "
				+ this.blueprint.executable() + " on port " + this.port + ". Its last words were:\n"
				+ this.blueprint.configuration().mask(this.process.log());
		this.process.kill();
		throw new RedisServerException(message, last);
	}

	private synchronized boolean lostItsPort() {
		return this.process.log().contains("Address already in use");
	}

	/**
	 * Returns whether commands are answered; a frozen server takes its time to say no.
	 */
	boolean answers() {
		try {
			return this.link.command(PROBE_LIMIT, "PING").equals("PONG");
		}
		catch (RedisServerException ex) {
			return false;
		}
	}

	private String info(String field) {
		return this.link.command(PROBE_LIMIT, "INFO", "server")
			.lines()
			.filter((line) -> line.startsWith(field + ":"))
			.map((line) -> line.substring(field.length() + 1))
			.findFirst()
			.orElse("");
	}

	/**
	 * Returns the address the server listens on.
	 * @return {@code 127.0.0.1}
	 */
	public String host() {
		return "127.0.0.1";
	}

	/**
	 * Returns the one port the server listens on, which it keeps when it is restarted.
	 * @return a port of 127.0.0.1
	 */
	public int port() {
		return this.port;
	}

	/**
	 * Returns where to connect, without any credentials.
	 * @return {@code redis://127.0.0.1:port}, with TLS {@code rediss://localhost:port}
	 */
	public URI uri() {
		return URI.create((this.blueprint.certificates() != null) ? "rediss://localhost:" + this.port
				: "redis://127.0.0.1:" + this.port);
	}

	/**
	 * Returns the process id of the server's current or last run.
	 * @return a process id
	 */
	public synchronized long pid() {
		return this.process.pid();
	}

	/**
	 * Returns the version the server reports of itself, for Valkey that of Valkey.
	 * @return for example {@code 7.0.15}
	 */
	public String version() {
		String valkey = info("valkey_version");
		return valkey.isEmpty() ? info("redis_version") : valkey;
	}

	/**
	 * Executes a command with all rights, whatever password and users were asked for. It
	 * uses a connection of its own, so nothing a command changes about its connection
	 * lasts.
	 * @param words the command and its arguments
	 * @return the reply as text, the elements of a list on lines of their own, and
	 * {@code (nil)} where there is none
	 * @throws RedisServerException if the server refuses, or does not answer within five
	 * seconds
	 */
	public String command(String... words) {
		if (words.length == 0) {
			throw new IllegalArgumentException("'words' must not be empty");
		}
		return this.link.command(COMMAND_LIMIT, words);
	}

	/**
	 * Kills the server without notice, and returns when it is gone.
	 */
	public synchronized void kill() {
		this.process.kill();
	}

	/**
	 * Stops the server in its tracks: connections stay open, and nothing answers.
	 */
	public synchronized void freeze() {
		this.process.signal("STOP");
	}

	/**
	 * Lets a frozen server go on.
	 */
	public synchronized void thaw() {
		this.process.signal("CONT");
	}

	/**
	 * Ends the server, if it still runs, and starts it again with the same port,
	 * configuration and directory. Data is lost unless persistence was asked for.
	 * @throws RedisServerException if it does not start again
	 */
	public synchronized void restart() {
		if (this.closed) {
			throw new IllegalStateException("The server is closed; start a new one.");
		}
		if (isAlive()) {
			thaw();
			this.process.stop();
		}
		this.process = launch();
		awaitReady();
	}

	/**
	 * Returns whether the server's process exists; a frozen one does.
	 * @return whether it runs
	 */
	public synchronized boolean isAlive() {
		return this.process.isAlive();
	}

	/**
	 * Kills the server and removes its directory. Does nothing when done again.
	 */
	@Override
	public synchronized void close() {
		this.closed = true;
		this.process.kill();
		PrivateFiles.delete(this.directory);
	}

	@Override
	public String toString() {
		return uri().toString();
	}

	/**
	 * Builds one server.
	 */
	public static final class Builder extends ServerBuilder<Builder> {

		private Builder() {
		}

		@Override
		Builder self() {
			return this;
		}

		/**
		 * Starts the server.
		 * @return the server, ready for commands
		 * @throws RedisServerException if none is found, or it does not start
		 */
		public RedisServer start() {
			return RedisServer.start(blueprint());
		}

	}

}
