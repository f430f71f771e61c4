package dev.redisenv.near;

import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

/**
 * A copy of one value. It takes its place before the value is read, so that an
 * invalidation that comes meanwhile finds something to remove. Whoever fills it after
 * that fills what nobody finds.
 */
final class Copy {

	private final AtomicBoolean taken = new AtomicBoolean();

	/** Written before the value. */
	private long end;

	private volatile @Nullable Object value;

	/**
	 * Takes the task of filling it.
	 * @return whether nobody had it
	 */
	boolean take() {
		return this.taken.compareAndSet(false, true);
	}

	void fill(Object value, long end) {
		this.end = end;
		this.value = value;
	}

	/**
	 * Returns the value.
	 * @return {@code null} where there is none yet, or where its time is over
	 */
	@Nullable Object value(long now) {
		Object filled = this.value;
		return (filled != null && this.end - now > 0) ? filled : null;
	}

	boolean isOver(long now) {
		return this.value != null && value(now) == null;
	}

}
