package dev.redisenv.sample.cache;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Lists the caches, reads through them and empties them.
 */
@RestController
@RequestMapping("/caches")
final class CacheController {

	private final CacheManager caches;

	private final Archive archive;

	private final MeterRegistry meters;

	CacheController(CacheManager caches, Archive archive, MeterRegistry meters) {
		this.caches = caches;
		this.archive = archive;
		this.meters = meters;
	}

	@GetMapping
	List<NamedCache> list() {
		return this.caches.getCacheNames()
			.stream()
			.sorted()
			.map((name) -> new NamedCache(name, CacheStore.of(existing(name)), Copies.of(name, this.meters)))
			.toList();
	}

	@GetMapping("/{cache}/{key}")
	Entry read(@PathVariable String cache, @PathVariable String key) {
		existing(cache);
		AtomicBoolean loaded = new AtomicBoolean();
		long start = System.nanoTime();
		String value = this.archive.find(cache, key, () -> loaded.set(true));
		return new Entry(value, loaded.get(), Duration.ofNanos(System.nanoTime() - start).toMillis());
	}

	@DeleteMapping("/{cache}/{key}")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void evict(@PathVariable String cache, @PathVariable String key) {
		existing(cache).evictIfPresent(key);
	}

	@DeleteMapping("/{cache}")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void clear(@PathVariable String cache) {
		existing(cache).invalidate();
	}

	private Cache existing(String name) {
		// A manager may make any cache that it is asked for
		if (!this.caches.getCacheNames().contains(name)) {
			throw new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no such cache.");
		}
		return Objects.requireNonNull(this.caches.getCache(name));
	}

	/**
	 * A cache.
	 *
	 * @param name its name
	 * @param store where it lives
	 * @param copies those of its values that this instance has in memory
	 */
	record NamedCache(String name, CacheStore store, @Nullable Copies copies) {

	}

	/**
	 * A value read through a cache.
	 *
	 * @param value the value
	 * @param loaded whether the cache did not have it
	 * @param millis how long that took
	 */
	record Entry(String value, boolean loaded, long millis) {

	}

}
