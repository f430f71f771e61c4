package dev.redisenv.near;

import java.util.concurrent.CompletableFuture;

/**
 * Before there is a link.
 */
enum Nothing implements Freshness {

	/** The only one. */
	KNOWN;

	@Override
	public long age(long now, long bound) {
		return UNKNOWN;
	}

	@Override
	public CompletableFuture<Long> end(byte[] key, long read, long bound) {
		return CompletableFuture.failedFuture(new IllegalStateException("There is no link"));
	}

	@Override
	public void tell(byte[] key) {
		// Nobody has a copy for longer than the bound.
	}

}
