package dev.redisenv.sample.cache;

import java.util.List;
import java.util.Objects;

import org.springframework.cache.CacheManager;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Lists the caches, and reads through them.
 */
@RestController
@RequestMapping("/caches")
final class CacheController {

	private final CacheManager caches;

	private final Archive archive;

	CacheController(CacheManager caches, Archive archive) {
		this.caches = caches;
		this.archive = archive;
	}

	@GetMapping
	List<NamedCache> list() {
		return this.caches.getCacheNames().stream().sorted().map(this::describe).toList();
	}

	@GetMapping("/{cache}/{key}")
	Entry read(@PathVariable String cache, @PathVariable String key) {
		// A manager may make any cache that it is asked for
		if (!this.caches.getCacheNames().contains(cache)) {
			throw new ResponseStatusException(HttpStatus.NOT_FOUND);
		}
		return new Entry(this.archive.find(cache, key), this.archive.loads());
	}

	private NamedCache describe(String name) {
		return new NamedCache(name, CacheStore.of(Objects.requireNonNull(this.caches.getCache(name))));
	}

	/**
	 * A cache.
	 *
	 * @param name its name
	 * @param store where it lives
	 */
	record NamedCache(String name, CacheStore store) {

	}

	/**
	 * A value read through a cache.
	 *
	 * @param value the value
	 * @param loads how often this instance loaded a value so far; a hit leaves it alone
	 */
	record Entry(String value, long loads) {

	}

}
