package dev.redisenv.test;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * A client's connection and the one to the server that goes with it. For one thread.
 */
final class Link {

	private final InetSocketAddress address;

	private final SocketChannel client;

	private final SocketChannel server;

	private final SelectionKey clientKey;

	private final SelectionKey serverKey;

	private final Pipe requests;

	private final Pipe replies;

	/**
	 * Makes a link of an accepted connection; it connects to the server as it moves.
	 */
	Link(SocketChannel client, InetSocketAddress address, Selector selector) throws IOException {
		this.address = address;
		this.client = client;
		this.server = SocketChannel.open();
		this.requests = new Pipe(this.client, this.server);
		this.replies = new Pipe(this.server, this.client);
		this.clientKey = register(this.client, selector);
		this.serverKey = register(this.server, selector);
	}

	private static SelectionKey register(SocketChannel channel, Selector selector) throws IOException {
		channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
		return channel.configureBlocking(false).register(selector, 0);
	}

	/**
	 * Moves what can be moved now, and waits for more.
	 * @return whether the link goes on
	 */
	boolean move(ByteBuffer buffer, long now, long delay) {
		try {
			if (!connected()) {
				this.serverKey.interestOps(SelectionKey.OP_CONNECT);
				return true;
			}
			this.requests.move(buffer, now, delay);
			this.replies.move(buffer, now, delay);
			if (this.requests.isFinished() && this.replies.isFinished()) {
				this.client.close();
				this.server.close();
				return false;
			}
			this.clientKey.interestOps(interest(this.requests, this.replies, now, delay));
			this.serverKey.interestOps(interest(this.replies, this.requests, now, delay));
			return true;
		}
		catch (IOException ex) {
			// What breaks off on one side does so on the other
			reset();
			return false;
		}
	}

	private boolean connected() throws IOException {
		if (this.server.isConnected()) {
			return true;
		}
		return this.server.isConnectionPending() ? this.server.finishConnect() : this.server.connect(this.address);
	}

	private static int interest(Pipe from, Pipe to, long now, long delay) {
		return (from.hasRoom() ? SelectionKey.OP_READ : 0) | (to.isDue(now, delay) ? SelectionKey.OP_WRITE : 0);
	}

	/**
	 * Returns the nanoseconds until something is due that is not yet, the highest number
	 * if nothing is.
	 */
	long pause(long now, long delay) {
		return Math.min(this.requests.pause(now, delay), this.replies.pause(now, delay));
	}

	/**
	 * Waits for nothing until it moves again.
	 */
	void ignore() {
		this.clientKey.interestOps(0);
		this.serverKey.interestOps(0);
	}

	/**
	 * Breaks both connections off.
	 */
	void reset() {
		reset(this.client);
		reset(this.server);
	}

	private static void reset(SocketChannel channel) {
		try (channel) {
			channel.setOption(StandardSocketOptions.SO_LINGER, 0);
		}
		catch (IOException ex) {
			// Only a connection that the other side broke off takes no option
		}
	}

}
