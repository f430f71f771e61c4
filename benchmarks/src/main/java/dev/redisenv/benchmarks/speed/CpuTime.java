package dev.redisenv.benchmarks.speed;

import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;

import com.sun.management.OperatingSystemMXBean;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.ScalarResult;

/**
 * Counts the calls for which the process needs one second of a processor, all its threads
 * together.
 */
public final class CpuTime implements InternalProfiler {

	static final String RESULT = "callsPerCpuSecond";

	private final OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

	private long begin;

	@Override
	public String getDescription() {
		return "Calls per second of a processor";
	}

	@Override
	public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
		this.begin = this.process.getProcessCpuTime();
	}

	@Override
	public Collection<ScalarResult> afterIteration(BenchmarkParams benchmark, IterationParams iteration,
			IterationResult result) {
		double seconds = (this.process.getProcessCpuTime() - this.begin) / (double) TimeUnit.SECONDS.toNanos(1);
		double calls = result.getMetadata().getAllOps();
		return List.of(new ScalarResult(RESULT, calls / seconds, "calls/s", AggregationPolicy.AVG));
	}

}
