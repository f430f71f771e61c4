package dev.redisenv.cache;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

import org.springframework.data.redis.cache.CacheStatistics;

/**
 * Statistics of a cache whose reads were not all sent.
 *
 * @param sent what the writer has counted
 * @param hits reads that found what others had asked for
 * @param misses reads that found nothing by what others had asked for
 */
record SharedReadStatistics(CacheStatistics sent, long hits, long misses) implements CacheStatistics {

	@Override
	public String getCacheName() {
		return this.sent.getCacheName();
	}

	@Override
	public long getPuts() {
		return this.sent.getPuts();
	}

	@Override
	public long getGets() {
		return this.sent.getGets() + this.hits + this.misses;
	}

	@Override
	public long getHits() {
		return this.sent.getHits() + this.hits;
	}

	@Override
	public long getMisses() {
		return this.sent.getMisses() + this.misses;
	}

	@Override
	public long getDeletes() {
		return this.sent.getDeletes();
	}

	@Override
	public long getLockWaitDuration(TimeUnit unit) {
		return this.sent.getLockWaitDuration(unit);
	}

	@Override
	public Instant getSince() {
		return this.sent.getSince();
	}

	@Override
	public Instant getLastReset() {
		return this.sent.getLastReset();
	}

	@Override
	public Instant getTime() {
		return this.sent.getTime();
	}

}
