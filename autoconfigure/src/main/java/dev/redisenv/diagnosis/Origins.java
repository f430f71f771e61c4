package dev.redisenv.diagnosis;

import java.util.LinkedHashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What led to a failure. Where no seed of a cluster can be reached, Lettuce adds what
 * each of them led to as suppressed.
 */
final class Origins {

	private Origins() {
	}

	/**
	 * Returns the failure, its causes, and what any of them suppressed.
	 */
	static Set<Throwable> of(Throwable failure) {
		Set<Throwable> origins = new LinkedHashSet<>();
		collect(failure, origins);
		return origins;
	}

	private static void collect(@Nullable Throwable failure, Set<Throwable> origins) {
		if (failure != null && origins.add(failure)) {
			collect(failure.getCause(), origins);
			for (Throwable suppressed : failure.getSuppressed()) {
				collect(suppressed, origins);
			}
		}
	}

}
