package dev.redisenv.ping;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ScheduledFuture;

import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/**
 * Pings all connections again and again. It starts last and stops first, before the
 * connections do. With an interval of zero there is no thread; threads never keep the JVM
 * alive.
 */
final class PingScheduler implements SmartLifecycle {

	static final String THREAD_NAME_PREFIX = "redis-ping-";

	private final List<? extends Runnable> connections;

	private final Duration interval;

	/** Present while running; guarded by this object. */
	private @Nullable ThreadPoolTaskScheduler scheduler;

	/**
	 * Creates a scheduler.
	 * @param connections what pings one connection each; they may wait for it to open
	 * @param interval time between two PINGs; zero sends none
	 */
	PingScheduler(List<? extends Runnable> connections, Duration interval) {
		this.connections = List.copyOf(connections);
		this.interval = interval;
	}

	@Override
	public synchronized void start() {
		if (this.scheduler != null || this.interval.isZero() || this.connections.isEmpty()) {
			return;
		}
		ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
		scheduler.setThreadNamePrefix(THREAD_NAME_PREFIX);
		scheduler.setDaemon(true);
		// One thread each: a connection that does not open delays no other.
		scheduler.setPoolSize(this.connections.size());
		scheduler.initialize();
		Instant first = Instant.now().plus(this.interval);
		for (Runnable ping : this.connections) {
			// Ended with the scheduler.
			ScheduledFuture<?> unused = scheduler.scheduleWithFixedDelay(ping, first, this.interval);
		}
		this.scheduler = scheduler;
	}

	@Override
	public synchronized void stop() {
		if (this.scheduler != null) {
			this.scheduler.shutdown();
			this.scheduler = null;
		}
	}

	@Override
	public synchronized boolean isRunning() {
		return this.scheduler != null;
	}

}
