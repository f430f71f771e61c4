package dev.redisenv.benchmarks.failover;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

import dev.redisenv.benchmarks.failover.Subject.Sample;
import dev.redisenv.test.RedisServer;
import dev.redisenv.test.RedisServerException;
import org.jspecify.annotations.Nullable;

/**
 * Loses masters, and prints how much longer than the servers an application needs: one
 * with the starter and one with Spring Boot's starters, at the same time on the same
 * servers.
 */
public final class Failover {

	static final int MASTERS = 3;

	private static final PrintStream OUT = System.out;

	private static final List<String> FEATURES = List.of("template", "cache", "session", "subscription",
			"blocking read");

	private static final List<Case> CASES = List.of(
			new Case("Sentinel, master killed", Scene.Sentinels::start, RedisServer::kill),
			new Case("Sentinel, master frozen", Scene.Sentinels::start, RedisServer::freeze),
			new Case("cluster, master killed", Scene.Cluster::start, RedisServer::kill),
			new Case("cluster, master frozen", Scene.Cluster::start, RedisServer::freeze));

	/** How long an application may take after the servers; then it counts as lost. */
	private static final long LIMIT_MILLIS = 20_000;

	private static final long WARM_UP_MILLIS = 4_000;

	/** Longer than any pause of an application that is well. */
	private static final long GAP_MILLIS = 500;

	private static final long PACE_MILLIS = 50;

	private Failover() {
	}

	/**
	 * Measures, and prints a table.
	 * @param args the number of runs of each case, ten if there is none; then a part of
	 * the names of the cases, all if there is none
	 * @throws InterruptedException when interrupted
	 */
	public static void main(String[] args) throws InterruptedException {
		int runs = (args.length > 0) ? Integer.parseInt(args[0]) : 10;
		String part = (args.length > 1) ? args[1] : "";
		OUT.println("| case | servers | feature | redis-env | Spring Boot |\n|---|---|---|---|---|");
		for (Case situation : CASES) {
			if (situation.name().contains(part)) {
				measure(situation, runs);
			}
		}
		System.exit(0);
	}

	private static void measure(Case situation, int runs) throws InterruptedException {
		List<Long> servers = new ArrayList<>();
		Map<String, List<OptionalLong>> with = new LinkedHashMap<>();
		Map<String, List<OptionalLong>> without = new LinkedHashMap<>();
		for (int run = 0; run < runs; run++) {
			try (Scene scene = situation.scene().get();
					Subject subject = Subject.withStarter(scene.variables());
					Subject peer = Subject.withoutStarter(scene.arguments())) {
				subject.awaitReady();
				peer.awaitReady();
				scene.gatherSubscriptions();
				RedisServer master = scene.master();
				try (Traffic traffic = new Traffic(master)) {
					Thread.sleep(WARM_UP_MILLIS);
					long lost = System.currentTimeMillis();
					situation.fault().accept(master);
					RedisServer replacement = awaitReplacement(scene, master);
					long replaced = System.currentTimeMillis();
					traffic.goTo(replacement);
					servers.add(replaced - lost);
					Thread.sleep(LIMIT_MILLIS);
					note(subject, lost, replaced, with);
					note(peer, lost, replaced, without);
				}
			}
		}
		Collections.sort(servers);
		for (String feature : FEATURES) {
			OUT.printf("| %s | %.1f s | %s | %s | %s |%n", situation.name(), servers.get(servers.size() / 2) / 1000.0,
					feature, summary(with.getOrDefault(feature, List.of())),
					summary(without.getOrDefault(feature, List.of())));
		}
	}

	private static RedisServer awaitReplacement(Scene scene, RedisServer lost) throws InterruptedException {
		@Nullable RedisServer replacement = scene.replacement(lost);
		while (replacement == null) {
			Thread.sleep(PACE_MILLIS / 5);
			replacement = scene.replacement(lost);
		}
		return replacement;
	}

	private static void note(Subject subject, long lost, long replaced, Map<String, List<OptionalLong>> excesses) {
		for (String feature : FEATURES) {
			OptionalLong back = back(subject, feature, lost);
			excesses.computeIfAbsent(feature, (name) -> new ArrayList<>())
				.add(back.isPresent() ? OptionalLong.of(back.getAsLong() - replaced) : back);
		}
	}

	/**
	 * Returns when the first call ended from which on all went well, the latest one where
	 * a feature has several parts.
	 */
	private static OptionalLong back(Subject subject, String feature, long lost) {
		long latest = 0;
		for (String part : subject.features().stream().filter((name) -> name.startsWith(feature)).toList()) {
			OptionalLong back = back(subject.samples(part), lost);
			if (back.isEmpty()) {
				return back;
			}
			latest = Math.max(latest, back.getAsLong());
		}
		return OptionalLong.of(latest);
	}

	private static OptionalLong back(List<Sample> samples, long lost) {
		List<Sample> latestFirst = samples.stream()
			.filter((sample) -> sample.begin() >= lost)
			.sorted(Comparator.comparingLong(Sample::begin).reversed())
			.toList();
		long next = System.currentTimeMillis() - 2 * GAP_MILLIS;
		OptionalLong back = OptionalLong.empty();
		for (Sample sample : latestFirst) {
			if (!sample.isSound() || next - sample.begin() > GAP_MILLIS) {
				return back;
			}
			next = sample.begin();
			back = OptionalLong.of(sample.end());
		}
		return back;
	}

	private static String summary(List<OptionalLong> excesses) {
		List<Long> found = excesses.stream()
			.filter(OptionalLong::isPresent)
			.map(OptionalLong::getAsLong)
			.sorted()
			.toList();
		int lost = excesses.size() - found.size();
		String missing = (lost > 0) ? "%d of %d not within %d s".formatted(lost, excesses.size(), LIMIT_MILLIS / 1000)
				: "";
		if (found.isEmpty()) {
			return missing;
		}
		String text = "%+.2f s (%+.2f to %+.2f)".formatted(found.get(found.size() / 2) / 1000.0, found.get(0) / 1000.0,
				found.get(found.size() - 1) / 1000.0);
		return missing.isEmpty() ? text : text + ", " + missing;
	}

	/**
	 * What is lost, and how.
	 */
	private record Case(String name, Supplier<Scene> scene, Consumer<RedisServer> fault) {

	}

	/**
	 * Publishes messages and fills the queue, straight at the master.
	 */
	private static final class Traffic implements AutoCloseable {

		private ScheduledExecutorService clock;

		Traffic(RedisServer master) {
			this.clock = start(master);
		}

		/**
		 * Leaves a master that may never answer.
		 */
		void goTo(RedisServer master) {
			this.clock.shutdownNow();
			this.clock = start(master);
		}

		private static ScheduledExecutorService start(RedisServer master) {
			ScheduledExecutorService clock = Executors.newScheduledThreadPool(2);
			send(clock, master, "PUBLISH", ProbedApplication.CHANNEL);
			send(clock, master, "RPUSH", ProbedApplication.QUEUE);
			return clock;
		}

		@SuppressWarnings("FutureReturnValueIgnored") // nothing but lost masters fails
		private static void send(ScheduledExecutorService clock, RedisServer master, String command, String target) {
			clock.scheduleAtFixedRate(() -> {
				try {
					master.command(command, target, String.valueOf(System.currentTimeMillis()));
				}
				catch (RedisServerException ex) {
					// The master is lost.
				}
			}, 0, PACE_MILLIS, TimeUnit.MILLISECONDS);
		}

		@Override
		public void close() {
			this.clock.shutdownNow();
		}

	}

}
