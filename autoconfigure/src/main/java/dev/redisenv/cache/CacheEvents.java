package dev.redisenv.cache;

import dev.redisenv.near.NearCache;

import org.springframework.cache.Cache;

/**
 * What happens to caches, for those who count it.
 */
interface CacheEvents {

	/**
	 * Nobody counts.
	 */
	CacheEvents IGNORED = new CacheEvents() {
	};

	/**
	 * A cache came to be after the start of the application.
	 */
	default void created(Cache cache) {
	}

	/**
	 * A cache keeps copies in memory.
	 */
	default void near(String cache, NearCache near) {
	}

	/**
	 * A command failed, or was not sent since its server does not answer.
	 */
	default void failed(String cache, Operation operation) {
	}

	/**
	 * A value was found that cannot be read.
	 */
	default void unreadable(String cache) {
	}

	/**
	 * A value is loaded, under a lease or without one where Redis gives none.
	 */
	default void loaded(String cache, boolean leased) {
	}

	/**
	 * A load by another instance is waited for.
	 */
	default void waited(String cache) {
	}

	/**
	 * What a command was for.
	 */
	enum Operation {

		/** Reading an entry. */
		GET,

		/** Writing an entry. */
		PUT,

		/** Removing an entry. */
		EVICT,

		/** Removing all entries. */
		CLEAR,

		/** Taking the lease of a load. */
		LEASE

	}

}
