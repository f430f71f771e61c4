package dev.redisenv.test;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * One direction of a link: what came from one side and did not yet go to the other. Holds
 * no more than a megabyte. For one thread.
 */
final class Pipe {

	private static final int ROOM = 1024 * 1024;

	private final SocketChannel from;

	private final SocketChannel to;

	private final Deque<Chunk> chunks = new ArrayDeque<>();

	private int size;

	private boolean ended;

	private boolean finished;

	Pipe(SocketChannel from, SocketChannel to) {
		this.from = from;
		this.to = to;
	}

	/**
	 * Takes what is there, and passes on what arrived long enough ago.
	 * @param buffer any content, which is lost
	 * @param delay in nanoseconds, like now
	 */
	void move(ByteBuffer buffer, long now, long delay) throws IOException {
		if (hasRoom()) {
			read(buffer.clear(), now);
		}
		while (isDue(now, delay) && write(this.chunks.element())) {
			this.chunks.remove();
		}
	}

	private void read(ByteBuffer buffer, long now) throws IOException {
		this.ended = this.from.read(buffer) == -1;
		buffer.flip();
		if (this.ended || buffer.hasRemaining()) {
			this.size += buffer.remaining();
			this.chunks.add(new Chunk(ByteBuffer.allocate(buffer.remaining()).put(buffer).flip(), now, this.ended));
		}
	}

	private boolean write(Chunk chunk) throws IOException {
		if (chunk.last()) {
			this.to.shutdownOutput();
			this.finished = true;
			return true;
		}
		this.size -= this.to.write(chunk.bytes());
		return !chunk.bytes().hasRemaining();
	}

	boolean hasRoom() {
		return !this.ended && this.size < ROOM;
	}

	/**
	 * Returns whether there is something that should go to the other side now.
	 */
	boolean isDue(long now, long delay) {
		return !this.chunks.isEmpty() && now - this.chunks.element().arrived() >= delay;
	}

	/**
	 * Returns the nanoseconds until something is due that is not yet, the highest number
	 * if nothing is.
	 */
	long pause(long now, long delay) {
		return (this.chunks.isEmpty() || isDue(now, delay)) ? Long.MAX_VALUE
				: delay - (now - this.chunks.element().arrived());
	}

	/**
	 * Returns whether one side has ended and the other one was told.
	 */
	boolean isFinished() {
		return this.finished;
	}

	/**
	 * What arrived at once.
	 *
	 * @param bytes what of it is not yet passed on
	 * @param arrived when
	 * @param last whether it is no more than the news of the end
	 */
	private record Chunk(ByteBuffer bytes, long arrived, boolean last) {
	}

}
