package dev.redisenv.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

/**
 * Passes connections to a port of its own on to a server, but for the faults it is told.
 * <p>
 * One thread does everything and owns all state; the methods have it make a change, and
 * return when that is done. It takes no more than it can pass on soon: in a partition it
 * reads nothing at all, so the buffers of the operating system fill up and the senders
 * wait.
 */
final class TcpProxy implements AutoCloseable {

	private static final int READ_AT_ONCE = 64 * 1024;

	private final int port;

	private final InetSocketAddress server;

	private final Selector selector;

	private final Thread thread;

	private final Queue<FutureTask<?>> changes = new ConcurrentLinkedQueue<>();

	// Guarded by this
	private boolean closed;

	// Written by the thread only
	private volatile boolean open = true;

	// From here on the thread's own
	private final List<Link> links = new ArrayList<>();

	private final ByteBuffer buffer = ByteBuffer.allocateDirect(READ_AT_ONCE);

	// Null while connections are refused
	private @Nullable ServerSocketChannel listener;

	private long delay;

	private boolean ended;

	private TcpProxy(int server) throws IOException {
		this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), server);
		this.selector = Selector.open();
		ServerSocketChannel listener = Ports.listen(Ports.free());
		listener.configureBlocking(false).register(this.selector, SelectionKey.OP_ACCEPT);
		this.listener = listener;
		this.port = listener.socket().getLocalPort();
		this.thread = new Thread(this::run, "redis-env-test-network-" + this.port);
		this.thread.setDaemon(true);
	}

	/**
	 * Starts to pass on what connects.
	 * @param server port of the server, which need not listen yet
	 */
	static TcpProxy start(int server) {
		try {
			TcpProxy proxy = new TcpProxy(server);
			proxy.thread.start();
			return proxy;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	int port() {
		return this.port;
	}

	/**
	 * Returns whether it passes on what is sent, be it later.
	 */
	boolean isOpen() {
		return this.open;
	}

	void partition() {
		change(() -> {
			this.open = false;
			listen();
			watch();
		});
	}

	void delay(Duration latency) {
		change(() -> {
			this.open = true;
			this.delay = latency.toNanos();
			listen();
			watch();
		});
	}

	void refuse() {
		change(() -> {
			this.open = false;
			hangUp();
		});
	}

	@Override
	public synchronized void close() {
		if (!this.closed) {
			change(() -> {
				hangUp();
				this.ended = true;
			});
			this.closed = true;
		}
	}

	private synchronized void change(Runnable change) {
		if (this.closed) {
			throw new IllegalStateException("The server is closed, and so is its network; start a new one.");
		}
		FutureTask<?> task = new FutureTask<>(change, null);
		this.changes.add(task);
		this.selector.wakeup();
		try {
			task.get(Await.LIMIT.toSeconds(), TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new RedisServerException("Interrupted while changing the network.", ex);
		}
		catch (ExecutionException | TimeoutException ex) {
			throw new RedisServerException("The network on port " + this.port + " does not change.", ex);
		}
	}

	private void run() {
		try (this.selector) {
			long pause = 0;
			while (!this.ended) {
				this.selector.select(pause);
				this.selector.selectedKeys().clear();
				change();
				pause = this.open ? move(System.nanoTime()) : 0;
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void change() {
		FutureTask<?> change = this.changes.poll();
		while (change != null) {
			change.run();
			change = this.changes.poll();
		}
	}

	/**
	 * Moves what can be moved now.
	 * @return milliseconds until there is more even if nothing happens; zero is for ever
	 */
	private long move(long now) throws IOException {
		if (this.listener != null) {
			accept(this.listener);
		}
		this.links.removeIf((link) -> !link.move(this.buffer, now, this.delay));
		long pause = this.links.stream().mapToLong((link) -> link.pause(now, this.delay)).min().orElse(Long.MAX_VALUE);
		// Rounded up, or nothing would be due afterwards
		return (pause == Long.MAX_VALUE) ? 0 : TimeUnit.NANOSECONDS.toMillis(pause) + 1;
	}

	private void accept(ServerSocketChannel listener) throws IOException {
		for (SocketChannel client = listener.accept(); client != null; client = listener.accept()) {
			this.links.add(new Link(client, this.server, this.selector));
		}
	}

	private void listen() {
		if (this.listener != null) {
			return;
		}
		try {
			ServerSocketChannel listener = Ports.listen(this.port);
			listener.configureBlocking(false).register(this.selector, 0);
			this.listener = listener;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Looks at what happens on the links, or away.
	 */
	private void watch() {
		if (this.listener != null) {
			this.listener.keyFor(this.selector).interestOps(this.open ? SelectionKey.OP_ACCEPT : 0);
		}
		if (!this.open) {
			this.links.forEach(Link::ignore);
		}
	}

	private void hangUp() {
		try {
			if (this.listener != null) {
				this.listener.close();
				this.listener = null;
			}
			this.links.forEach(Link::reset);
			this.links.clear();
			// Closes what was registered; until then it only looks closed
			this.selector.selectNow();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
