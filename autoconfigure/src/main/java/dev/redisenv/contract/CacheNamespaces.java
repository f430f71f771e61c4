package dev.redisenv.contract;

import java.util.Set;

/**
 * Which caches live where.
 *
 * @param inMemory caches that stay in the memory of the process
 */
public record CacheNamespaces(Set<String> inMemory) {

	public CacheNamespaces {
		inMemory = Set.copyOf(inMemory);
	}

}
