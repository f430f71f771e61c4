package dev.redisenv.credentials;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import javax.net.ServerSocketFactory;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;

import dev.redisenv.test.Certificates;
import dev.redisenv.test.RedisServer;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

/**
 * Stands before a server as the clouds have it: one user logs in with tokens, and the
 * gate judges every one of them. It replaces a good token by the user's password and any
 * other by what the server refuses, so the server itself answers, and in order. What
 * other users send, and all that is no log-in, passes unchanged.
 * <p>
 * Speaks TLS if the server does.
 */
final class LogInGate implements AutoCloseable {

	private final RedisServer server;

	private final Admission admission;

	private final SocketFactory toServer;

	private final ServerSocket entrance;

	private final List<GateLink> links = new CopyOnWriteArrayList<>();

	private final List<LogIn> logIns = new CopyOnWriteArrayList<>();

	private final List<LogIn> refusals = new CopyOnWriteArrayList<>();

	private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor((work) -> {
		Thread thread = new Thread(work, "log-in-gate-watch");
		thread.setDaemon(true);
		return thread;
	});

	private volatile @Nullable Duration limit;

	private LogInGate(RedisServer server, Admission admission) throws IOException {
		this.server = server;
		this.admission = admission;
		SSLContext tls = (admission.certificates() != null) ? tls(admission.certificates()) : null;
		this.toServer = (tls != null) ? tls.getSocketFactory() : SocketFactory.getDefault();
		ServerSocketFactory entrances = (tls != null) ? tls.getServerSocketFactory() : ServerSocketFactory.getDefault();
		this.entrance = entrances.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
		GateLink.start(this::accept);
	}

	/**
	 * Opens a gate before a server that has the user.
	 */
	static LogInGate before(RedisServer server, Admission admission) {
		try {
			return new LogInGate(server, admission);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static SSLContext tls(Certificates certificates) {
		PemSslStoreDetails key = PemSslStoreDetails.forCertificate(certificates.serverCertFile().toUri().toString())
			.withPrivateKey(certificates.serverKeyFile().toUri().toString());
		PemSslStoreDetails trust = PemSslStoreDetails.forCertificate(certificates.caFile().toUri().toString());
		return SslBundle.of(new PemSslStoreBundle(key, trust)).createSslContext();
	}

	private void accept() throws IOException {
		while (!this.entrance.isClosed()) {
			open(this.entrance.accept());
		}
	}

	private void open(Socket client) throws IOException {
		try {
			Socket behind = this.toServer.createSocket(InetAddress.getLoopbackAddress(), this.server.port());
			GateLink link = new GateLink(client, behind, this);
			this.links.add(link);
			link.start();
		}
		catch (IOException ex) {
			// The server is down, which is news for this client only
			client.close();
		}
	}

	int port() {
		return this.entrance.getLocalPort();
	}

	/**
	 * Returns where to connect, without any credentials.
	 */
	URI uri() {
		return URI.create((this.admission.certificates() != null) ? "rediss://localhost:" + port()
				: "redis://127.0.0.1:" + port());
	}

	/**
	 * Closes links that do not log in again in time, as AWS does after 12 hours. It holds
	 * for log-ins from now on.
	 */
	void logInAgainWithin(Duration limit) {
		this.limit = limit;
	}

	/**
	 * Returns all accepted log-ins so far, in order.
	 */
	List<LogIn> logIns() {
		return List.copyOf(this.logIns);
	}

	/**
	 * Returns all refused log-ins so far, in order.
	 */
	List<LogIn> refusals() {
		return List.copyOf(this.refusals);
	}

	/**
	 * Returns the last accepted log-in of every open link that has one.
	 */
	List<LogIn> links() {
		return this.links.stream().flatMap((link) -> Stream.ofNullable(link.logIn())).toList();
	}

	/**
	 * Closes all links; new ones are accepted.
	 */
	void closeLinks() {
		this.links.forEach(GateLink::close);
	}

	boolean isFor(String user) {
		return this.admission.user().equals(user);
	}

	/**
	 * Judges a log-in of the gate's user.
	 */
	boolean judge(GateLink link, LogIn shown) {
		boolean good = this.admission.judge().test(shown.user(), shown.token());
		(good ? this.logIns : this.refusals).add(shown);
		if (good) {
			Duration limit = this.limit;
			link.accepted(shown,
					(limit != null) ? this.watch.schedule(link::close, limit.toMillis(), TimeUnit.MILLISECONDS) : null);
		}
		return good;
	}

	String password() {
		return this.admission.password();
	}

	void closed(GateLink link) {
		this.links.remove(link);
	}

	@Override
	public void close() {
		try {
			this.entrance.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		closeLinks();
		this.watch.shutdownNow();
	}

}
