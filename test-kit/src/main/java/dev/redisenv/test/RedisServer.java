package dev.redisenv.test;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

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

	private static final String DEFAULT_USER = "default";

	private final Blueprint blueprint;

	// Where the server itself listens
	private final int port;

	private final @Nullable TcpProxy proxy;

	private final Path directory;

	private final Path configuration;

	private final Memory memory = new Memory(this);

	// Fits the certificates the server has loaded
	private volatile AdminLink link;

	// Guarded by this
	private ServerProcess process;

	// Guarded by this
	private @Nullable Recording recording;

	// Guarded by this
	private boolean closed;

	private RedisServer(Blueprint blueprint, int port) {
		this.blueprint = blueprint;
		this.port = port;
		this.proxy = blueprint.proxied() ? TcpProxy.start(port) : null;
		this.directory = Guard.ofThisJvm().directory("server");
		this.configuration = blueprint.write(this.directory, port, this.proxy);
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
					// Sentinels know no MONITOR
					this.recording = this.blueprint.sentinel() ? null : Recording.startIfWanted(this.link, pid());
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
	 * Returns whether the kit's commands are answered, whatever its network; a frozen
	 * server takes its time to say no.
	 */
	boolean answers() {
		try {
			return this.link.command(PROBE_LIMIT, "PING").equals("PONG");
		}
		catch (RedisServerException ex) {
			return false;
		}
	}

	/**
	 * Returns whether what others send arrives.
	 */
	boolean isReachable() {
		return this.proxy == null || this.proxy.isOpen();
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
	 * Returns the one port clients connect to, that of the proxy if there is one. It
	 * stays the same when the server is restarted.
	 * @return a port of 127.0.0.1
	 */
	public int port() {
		return (this.proxy != null) ? this.proxy.port() : this.port;
	}

	/**
	 * Returns the port of the Cluster bus, which no proxy stands before.
	 */
	int busPort() {
		return this.port + Ports.BUS_OFFSET;
	}

	/**
	 * Returns where to connect, without any credentials.
	 * @return {@code redis://127.0.0.1:port}, with TLS {@code rediss://localhost:port}
	 */
	public URI uri() {
		return URI.create((this.blueprint.certificates() != null) ? "rediss://localhost:" + port()
				: "redis://127.0.0.1:" + port());
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
		// A server that starts takes the certificates as they are now
		this.link = this.blueprint.link(this.port);
		this.process = launch();
		awaitReady();
		// Its configuration may have been rewritten meanwhile
		freeMemory();
	}

	/**
	 * Returns the network between the server and its clients.
	 * @return what can fail
	 * @throws IllegalStateException if the builder was not asked for
	 * {@link ServerBuilder#behindProxy() a proxy}
	 */
	public Network network() {
		return new Network(List.of(proxy()));
	}

	TcpProxy proxy() {
		if (this.proxy == null) {
			throw new IllegalStateException(
					"Only a proxy makes the network of " + this + " fail. Start the server with behindProxy().");
		}
		return this.proxy;
	}

	/**
	 * Makes a password the only one of the default user. Existing connections stay logged
	 * in, as {@code ACL SETUSER} leaves them. {@link #restart()} keeps the change, and
	 * what {@code CONFIG SET} changed before.
	 * @param password any text
	 * @throws RedisServerException if the server does not answer
	 */
	public void rotatePassword(String password) {
		rotatePassword(DEFAULT_USER, password);
	}

	/**
	 * Makes a password the only one of a user. Existing connections stay logged in, as
	 * {@code ACL SETUSER} leaves them. {@link #restart()} keeps the change, and what
	 * {@code CONFIG SET} changed before.
	 * @param user a user the server has
	 * @param password any text
	 * @throws RedisServerException if the server does not answer
	 */
	public void rotatePassword(String user, String password) {
		changeUser(user, "resetpass", ">" + password);
	}

	/**
	 * Lets the default user log in with another password, too, until the next
	 * {@link #rotatePassword(String) rotation} leaves only one.
	 * @param password any text
	 * @throws RedisServerException if the server does not answer
	 */
	public void addPassword(String password) {
		addPassword(DEFAULT_USER, password);
	}

	/**
	 * Lets a user log in with another password, too, until the next
	 * {@link #rotatePassword(String, String) rotation} leaves only one.
	 * @param user a user the server has
	 * @param password any text
	 * @throws RedisServerException if the server does not answer
	 */
	public void addPassword(String user, String password) {
		changeUser(user, ">" + password);
	}

	private void changeUser(String user, String... rules) {
		// Or it would be made
		if (command("ACL", "GETUSER", user).equals("(nil)")) {
			throw new IllegalArgumentException("'user' must be one the server has, not " + user);
		}
		command(Stream.concat(Stream.of("ACL", "SETUSER", user), Stream.of(rules)).toArray(String[]::new));
		// Into the file that the next start reads, with all else CONFIG SET changed
		if (this.blueprint.sentinel()) {
			command("SENTINEL", "FLUSHCONFIG");
		}
		else {
			command("CONFIG", "REWRITE");
		}
	}

	/**
	 * Lets the running server use the certificates as they are on disk now. Existing
	 * connections stay. A Sentinel cannot do that, and is restarted.
	 * @throws RedisServerException if the server does not answer
	 */
	public synchronized void reloadCertificates() {
		if (this.blueprint.certificates() == null) {
			throw new IllegalStateException(this + " speaks no TLS. Start the server with tls() or mutualTls().");
		}
		if (this.blueprint.sentinel()) {
			restart();
			return;
		}
		// Has it read all the files again
		command("CONFIG", "SET", "tls-cert-file", this.blueprint.certificates().serverCertFile().toString());
		this.link = this.blueprint.link(this.port);
	}

	/**
	 * Has the server refuse everything that takes memory, as one that is full and evicts
	 * nothing. Reads and deletions go on.
	 * @throws RedisServerException if the server does not answer
	 */
	public void fillMemory() {
		this.memory.fill();
	}

	/**
	 * Undoes {@link #fillMemory()}, and does nothing if that was not asked for. A restart
	 * does the same.
	 * @throws RedisServerException if the server does not answer
	 */
	public void freeMemory() {
		this.memory.free();
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
		if (this.recording != null) {
			this.recording.awaitEnd();
		}
		if (this.proxy != null) {
			this.proxy.close();
		}
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
