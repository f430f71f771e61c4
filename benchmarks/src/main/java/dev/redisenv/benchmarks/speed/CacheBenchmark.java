package dev.redisenv.benchmarks.speed;

import java.util.Collections;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.ThreadParams;

/**
 * Hits, puts, clearing, and a key that nobody has loaded.
 */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init")
public class CacheBenchmark {

	private static final int ENTRIES = 1_000;

	/** Puts that may be under way, for each thread. */
	private static final int UNDER_WAY = 50;

	/** That of this process. */
	private static @Nullable MeasuredCache opened;

	@Param("REDIS_ENV")
	Subject subject;

	@Param("100")
	int size;

	private final String[] keys = IntStream.range(0, ENTRIES).mapToObj((i) -> "key-" + i).toArray(String[]::new);

	private String value;

	private MeasuredCache cache;

	@Setup
	public void open() {
		this.value = Application.value(this.size);
		this.cache = opened(this.subject);
		fill(this.keys);
	}

	private void fill(String... keys) {
		for (String key : keys) {
			this.cache.put(key, this.value);
		}
		this.cache.settle(keys[0]);
	}

	private static synchronized MeasuredCache opened(Subject subject) {
		MeasuredCache cache = opened;
		if (cache == null) {
			cache = MeasuredCache.open(subject);
			opened = cache;
		}
		return cache;
	}

	@Benchmark
	public Object hit(Walk walk) {
		return Objects.requireNonNull(this.cache.get(this.keys[walk.next()]));
	}

	@Benchmark
	public Object hotKey() {
		return Objects.requireNonNull(this.cache.get(this.keys[0]));
	}

	@Benchmark
	public void put(Walk walk) {
		int next = walk.next();
		this.cache.put(this.keys[next], this.value);
		if (next % UNDER_WAY == 0) {
			this.cache.settle(this.keys[next]);
		}
	}

	@Benchmark
	public void clear(Full full) {
		this.cache.clear();
	}

	@Benchmark
	public void coldKey(Crowd crowd, Loads loads) throws InterruptedException, ExecutionException {
		loads.loads = crowd.read(this.cache, this.value);
	}

	/**
	 * The way of a thread through the keys.
	 */
	@State(Scope.Thread)
	public static class Walk {

		private int position;

		@Setup
		public void spread(ThreadParams threads) {
			this.position = threads.getThreadIndex() * (ENTRIES / threads.getThreadCount());
		}

		int next() {
			this.position = (this.position + 1) % ENTRIES;
			return this.position;
		}

	}

	/**
	 * Has the cache filled before it is cleared.
	 */
	@State(Scope.Benchmark)
	public static class Full {

		private static final int FILL = 10_000;

		@Setup(Level.Invocation)
		public void fill(CacheBenchmark benchmark) {
			IntStream.range(0, FILL / ENTRIES)
				.parallel()
				.forEach((part) -> benchmark
					.fill(IntStream.range(0, ENTRIES).mapToObj((i) -> part + "-" + i).toArray(String[]::new)));
		}

	}

	/**
	 * Many threads that want the same.
	 */
	@State(Scope.Benchmark)
	public static class Crowd {

		private static final int THREADS = 64;

		private static final int LOAD_MILLIS = 20;

		private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

		private int keys;

		int read(MeasuredCache cache, String value) throws InterruptedException, ExecutionException {
			String key = "cold-" + this.keys++;
			AtomicInteger loads = new AtomicInteger();
			Callable<Object> reader = () -> Objects.requireNonNull(cache.get(key, () -> load(loads, value)));
			for (Future<Object> read : this.threads.invokeAll(Collections.nCopies(THREADS, reader))) {
				read.get();
			}
			return loads.get();
		}

		private static String load(AtomicInteger loads, String value) {
			loads.incrementAndGet();
			try {
				Thread.sleep(LOAD_MILLIS);
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
			return value;
		}

		@TearDown
		public void end() {
			this.threads.shutdown();
		}

	}

	/**
	 * How often the cold key was loaded.
	 */
	@State(Scope.Thread)
	@AuxCounters(AuxCounters.Type.EVENTS)
	public static class Loads {

		public int loads;

	}

}
