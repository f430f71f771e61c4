package dev.redisenv.cache;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Lets one thread of this process do what many want to: the others wait and get the same
 * result, or the same exception.
 */
final class Flights {

	private final Map<ByteBuffer, Flight> flights = new ConcurrentHashMap<>();

	/**
	 * Does work, or waits for the thread that does it.
	 * @param nested done instead by a thread whose own work asks for its own result
	 */
	@Nullable Object join(byte[] key, Supplier<@Nullable Object> work, Supplier<@Nullable Object> nested) {
		ByteBuffer name = ByteBuffer.wrap(key);
		Flight mine = new Flight(Thread.currentThread(), new CompletableFuture<>());
		Flight other = this.flights.putIfAbsent(name, mine);
		if (other != null) {
			return (other.pilot == mine.pilot) ? nested.get() : other.await();
		}
		try {
			Object result = work.get();
			mine.result.complete(result);
			return result;
		}
		catch (RuntimeException | Error ex) {
			mine.result.completeExceptionally(ex);
			throw ex;
		}
		finally {
			this.flights.remove(name);
		}
	}

	/**
	 * Work under way.
	 *
	 * @param pilot the thread that does it
	 * @param result what it leads to
	 */
	private record Flight(Thread pilot, CompletableFuture<@Nullable Object> result) {

		@Nullable Object await() {
			try {
				return this.result.join();
			}
			catch (CompletionException ex) {
				if (ex.getCause() instanceof Error error) {
					throw error;
				}
				throw (ex.getCause() instanceof RuntimeException failure) ? failure : ex;
			}
		}

	}

}
