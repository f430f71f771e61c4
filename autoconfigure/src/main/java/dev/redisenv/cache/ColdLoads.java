package dev.redisenv.cache;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledFuture;
import java.util.function.BooleanSupplier;

import dev.redisenv.cache.Leases.Lease;
import dev.redisenv.cache.LoadSignals.Wait;
import org.jspecify.annotations.Nullable;

import org.springframework.cache.Cache.ValueWrapper;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.TaskScheduler;

/**
 * Loads a key that no instance has, once. Within the process one thread loads and the
 * others wait for it. Among processes the one with the lease of the key loads, and renews
 * the lease while it does; the others are told when it has ended, and look for themselves
 * when nobody told them: a loading process may have died.
 */
final class ColdLoads {

	/**
	 * How long to wait at most for another instance.
	 */
	private static final Duration PATIENCE = Duration.ofMinutes(1);

	/**
	 * How long to trust that the end of a load is told.
	 */
	private static final Duration LOOK_INTERVAL = Duration.ofSeconds(1);

	private static final Duration AFTER_LEASE = Duration.ofMillis(5);

	private final Flights flights = new Flights();

	private final Leases leases;

	private final LoadSignals signals;

	private final TaskScheduler scheduler;

	ColdLoads(Leases leases, LoadSignals signals, TaskScheduler scheduler) {
		this.leases = leases;
		this.signals = signals;
		this.scheduler = scheduler;
	}

	/**
	 * Returns what is found or loaded, by this thread or another.
	 * @param lease length of the lease; {@code null} loads without one
	 */
	@Nullable Object load(byte[] key, @Nullable Duration lease, Entry entry) {
		return this.flights.join(key, () -> {
			ValueWrapper found = entry.find();
			if (found != null) {
				return found.get();
			}
			return (lease != null) ? loadOnce(key, lease, entry) : entry.load(false);
		}, () -> entry.load(false));
	}

	/**
	 * Sees to it that a load under way is not stored.
	 */
	void revoke(byte[] key) {
		this.leases.revoke(key);
	}

	private @Nullable Object loadOnce(byte[] key, Duration length, Entry entry) {
		Instant end = Instant.now().plus(PATIENCE);
		try {
			while (Instant.now().isBefore(end)) {
				Lease lease = this.leases.take(key, length);
				if (lease != null) {
					return loadUnder(lease, entry);
				}
				ValueWrapper found = await(key, entry);
				if (found != null) {
					return found.get();
				}
			}
		}
		catch (DataAccessException ex) {
			entry.noLease(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return entry.load(false);
	}

	private @Nullable Object loadUnder(Lease lease, Entry entry) {
		Duration third = lease.length().dividedBy(3);
		ScheduledFuture<?> renewal = this.scheduler.scheduleAtFixedRate(() -> attempt(lease::renew, entry),
				Instant.now().plus(third), third);
		try {
			// Between the first look and the lease another instance may have loaded.
			ValueWrapper found = entry.find();
			if (found != null) {
				return found.get();
			}
			Object value = entry.load(true);
			// A lease that somebody ended was evicted with its key: the value may be old.
			if (attempt(lease::renew, entry)) {
				entry.store(value);
			}
			return value;
		}
		finally {
			renewal.cancel(false);
			attempt(lease::release, entry);
		}
	}

	/**
	 * What fails here does no harm: a lease ends by itself.
	 */
	private static boolean attempt(BooleanSupplier command, Entry entry) {
		try {
			return command.getAsBoolean();
		}
		catch (DataAccessException ex) {
			entry.leaseFailed();
			return false;
		}
	}

	private @Nullable ValueWrapper await(byte[] key, Entry entry) throws InterruptedException {
		entry.waits();
		try (Wait wait = this.signals.listen(key)) {
			ValueWrapper found = entry.find();
			if (found != null) {
				return found;
			}
			Duration lease = this.leases.remaining(key).plus(AFTER_LEASE);
			wait.await((lease.compareTo(LOOK_INTERVAL) < 0) ? lease : LOOK_INTERVAL);
		}
		return entry.find();
	}

	/**
	 * The entry of a cache that is loaded.
	 */
	interface Entry {

		/**
		 * Looks the entry up.
		 */
		@Nullable ValueWrapper find();

		/**
		 * Loads the value.
		 * @throws org.springframework.cache.Cache.ValueRetrievalException when that fails
		 */
		@Nullable Object load(boolean leased);

		void store(@Nullable Object value);

		/**
		 * Called before another instance's load is waited for.
		 */
		void waits();

		/**
		 * Called when a lease could not be renewed or ended.
		 */
		void leaseFailed();

		/**
		 * Decides what happens where Redis gives no lease: to return is to load without
		 * one.
		 */
		void noLease(DataAccessException failure);

	}

}
