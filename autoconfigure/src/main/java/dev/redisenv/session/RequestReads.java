package dev.redisenv.session;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what a request has read. Spring Session's filter reads the session again
 * whenever it saves it, which is when the response is committed and once more at the end.
 * <p>
 * A read is remembered for a second only, so that a long request that looks into its
 * session again and again sees what others write.
 */
final class RequestReads implements Filter {

	private static final long MAX_AGE_NS = TimeUnit.SECONDS.toNanos(1);

	/**
	 * Present while the thread serves a request. Each application in the process has its
	 * own.
	 */
	@SuppressWarnings("ThreadLocalUsage")
	private final ThreadLocal<@Nullable Map<String, Read>> reads = new ThreadLocal<>();

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		Map<String, Read> outer = this.reads.get();
		this.reads.set(new HashMap<>());
		try {
			chain.doFilter(request, response);
		}
		finally {
			this.reads.set(outer);
			if (outer == null) {
				this.reads.remove();
			}
		}
	}

	/**
	 * Returns what the request has read.
	 * @param key a key
	 * @return fields and values; {@code null} where they have to be read
	 */
	@Nullable Map<String, byte[]> get(String key) {
		Map<String, Read> reads = this.reads.get();
		Read read = (reads != null) ? reads.get(key) : null;
		return (read != null && System.nanoTime() - read.at() < MAX_AGE_NS) ? read.fields() : null;
	}

	/**
	 * Remembers that a session could not be read.
	 */
	void unanswered(String key) {
		Map<String, Read> reads = this.reads.get();
		if (reads != null) {
			reads.put(key, new Read(null, System.nanoTime()));
		}
	}

	/**
	 * Returns whether the request has asked for a session that could not be read, and has
	 * not been read since.
	 */
	boolean lackAnswer() {
		Map<String, Read> reads = this.reads.get();
		return reads != null && reads.values().stream().anyMatch((read) -> read.fields() == null);
	}

	void put(String key, Map<String, byte[]> fields) {
		Map<String, Read> reads = this.reads.get();
		if (reads != null) {
			reads.put(key, new Read(fields, System.nanoTime()));
		}
	}

	/**
	 * Keeps up with what the request itself writes.
	 */
	void update(String key, Map<String, byte[]> changes) {
		Map<String, Read> reads = this.reads.get();
		if (reads != null) {
			reads.computeIfPresent(key, (name, read) -> {
				if (read.fields() == null) {
					return read;
				}
				Map<String, byte[]> fields = new HashMap<>(read.fields());
				fields.putAll(changes);
				return new Read(fields, read.at());
			});
		}
	}

	void forget(String key) {
		Map<String, Read> reads = this.reads.get();
		if (reads != null) {
			reads.remove(key);
		}
	}

	/**
	 * What was read.
	 *
	 * @param fields fields and values; {@code null} where there was no answer
	 * @param at when, in the time of the JVM
	 */
	private record Read(@Nullable Map<String, byte[]> fields, long at) {

	}

}
