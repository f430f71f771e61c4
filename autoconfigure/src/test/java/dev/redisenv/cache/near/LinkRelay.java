package dev.redisenv.cache.near;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;

/**
 * Stands between an application and a server, and tells the link that brings
 * invalidations from the others by what the application says on it. Either kind can be
 * made slow; the link of invalidations can be frozen: it stays open, and what is sent on
 * it arrives when that is over.
 */
final class LinkRelay implements AutoCloseable {

	private static final String TRACKING = "TRACKING";

	// The application introduces its links at once
	private static final int INTRODUCTION = 4096;

	private final ServerSocket entrance;

	private volatile int target;

	private final List<Wire> wires = new CopyOnWriteArrayList<>();

	private volatile Duration slowInvalidations = Duration.ZERO;

	private volatile Duration slowAnswers = Duration.ZERO;

	// Guarded by this
	private boolean frozen;

	LinkRelay(int target) {
		this.target = target;
		try {
			this.entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		start(this::accept);
	}

	String uri() {
		return "redis://127.0.0.1:" + this.entrance.getLocalPort();
	}

	/**
	 * Leads new links to another server.
	 */
	void moveTo(int target) {
		this.target = target;
	}

	/**
	 * Freezes the links that bring invalidations, those that are new as well.
	 */
	synchronized void freeze() {
		this.frozen = true;
	}

	synchronized void thaw() {
		this.frozen = false;
		notifyAll();
	}

	private synchronized void awaitThaw() throws InterruptedException {
		while (this.frozen) {
			wait();
		}
	}

	/**
	 * Lets what comes from the server on a link of invalidations arrive later.
	 */
	void slowInvalidations(Duration delay) {
		this.slowInvalidations = delay;
	}

	/**
	 * Lets what comes from the server on all other links arrive later.
	 */
	void slowAnswers(Duration delay) {
		this.slowAnswers = delay;
	}

	private void accept() throws IOException {
		while (!this.entrance.isClosed()) {
			Socket client = this.entrance.accept();
			// While the server is started again, there is nobody to pass to
			start(() -> pass(client));
		}
	}

	private void pass(Socket client) throws IOException {
		try {
			Wire wire = new Wire(client, new Socket(InetAddress.getLoopbackAddress(), this.target));
			this.wires.add(wire);
			start(wire::passCommands);
			start(wire::takeReplies);
			start(wire::passReplies);
		}
		catch (IOException ex) {
			client.close();
			throw ex;
		}
	}

	private static void start(Work work) {
		Thread thread = new Thread(() -> {
			try {
				work.run();
			}
			catch (IOException ex) {
				// One of both sides closed its socket
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}, "link-relay");
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() {
		thaw();
		try (this.entrance) {
			for (Wire wire : this.wires) {
				wire.close();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private interface Work {

		void run() throws IOException, InterruptedException;

	}

	/**
	 * What was sent at once. It arrives after what was sent before, however slow that is.
	 *
	 * @param number its place
	 * @param bytes one character each; none at the end
	 * @param due when it may arrive
	 */
	private record Chunk(int number, String bytes, long due) implements Delayed {

		@Override
		public long getDelay(TimeUnit unit) {
			return unit.convert(this.due - System.nanoTime(), TimeUnit.NANOSECONDS);
		}

		@Override
		public int compareTo(Delayed other) {
			return Integer.compare(this.number, ((Chunk) other).number);
		}

	}

	private final class Wire {

		private final Socket client;

		private final Socket server;

		private final DelayQueue<Chunk> replies = new DelayQueue<>();

		private volatile boolean invalidations;

		Wire(Socket client, Socket server) throws IOException {
			this.client = client;
			this.server = server;
			client.setTcpNoDelay(true);
			server.setTcpNoDelay(true);
		}

		void passCommands() throws IOException, InterruptedException {
			StringBuilder introduction = new StringBuilder();
			InputStream in = this.client.getInputStream();
			OutputStream out = this.server.getOutputStream();
			byte[] buffer = new byte[8192];
			for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
				if (!this.invalidations && introduction.length() < INTRODUCTION) {
					introduction.append(text(buffer, length));
					this.invalidations = introduction.indexOf(TRACKING) >= 0;
				}
				awaitTurn();
				out.write(buffer, 0, length);
			}
			awaitTurn();
			close();
		}

		void takeReplies() throws IOException {
			InputStream in = this.server.getInputStream();
			byte[] buffer = new byte[8192];
			int number = 0;
			for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
				this.replies.add(new Chunk(number++, text(buffer, length), System.nanoTime() + delay()));
			}
			this.replies.add(new Chunk(number, "", System.nanoTime() + delay()));
		}

		private static String text(byte[] bytes, int length) {
			return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
		}

		private long delay() {
			return (this.invalidations ? LinkRelay.this.slowInvalidations : LinkRelay.this.slowAnswers).toNanos();
		}

		void passReplies() throws IOException, InterruptedException {
			OutputStream out = this.client.getOutputStream();
			for (Chunk chunk = this.replies.take(); !chunk.bytes().isEmpty(); chunk = this.replies.take()) {
				awaitTurn();
				out.write(chunk.bytes().getBytes(StandardCharsets.ISO_8859_1));
			}
			awaitTurn();
			close();
		}

		private void awaitTurn() throws InterruptedException {
			if (this.invalidations) {
				awaitThaw();
			}
		}

		void close() throws IOException {
			this.client.close();
			this.server.close();
		}

	}

}
