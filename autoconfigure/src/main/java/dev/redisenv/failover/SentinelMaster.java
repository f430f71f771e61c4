package dev.redisenv.failover;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.MapOutput;
import io.lettuce.core.output.ValueListOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * The master as the Sentinels see it. All of them are asked, since the one that leads a
 * failover knows first; who has the highest configuration epoch is right.
 */
final class SentinelMaster {

	private static final Log log = LogFactory.getLog(SentinelMaster.class);

	/** A failover takes less, or another attempt comes after minutes. */
	private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

	private final String name;

	private final Duration patience;

	private final List<Witness> sentinels = new ArrayList<>();

	/** Guarded by this. */
	private final Map<Witness, Testimony> testimonies = new HashMap<>();

	private final Sinks.Many<Verdict> verdicts = Sinks.many().replay().latest();

	private final Consumer<InetSocketAddress> moved;

	private final Rounds rounds;

	private volatile @Nullable Verdict verdict;

	/** Of a master that was well before. */
	private volatile @Nullable Long lostSince;

	/**
	 * Creates the view.
	 * @param client opens links to Sentinels
	 * @param uri names the master and the Sentinels
	 * @param moved is told a new master's address
	 */
	SentinelMaster(RedisClient client, RedisURI uri, Consumer<InetSocketAddress> moved) {
		this.name = uri.getSentinelMasterId();
		this.patience = uri.getTimeout();
		this.moved = moved;
		for (RedisURI sentinel : uri.getSentinels()) {
			this.sentinels.add(new Witness(client, sentinel));
		}
		this.rounds = new Rounds(client.getResources().eventExecutorGroup(), this::isInTrouble, this::round);
	}

	/**
	 * Returns where the master is. When the Sentinels have just lost it, it waits for
	 * them to name another, for as long as a command may take.
	 * @return nothing where the Sentinels have not answered lately
	 */
	Mono<InetSocketAddress> address() {
		return Mono.defer(() -> {
			this.rounds.start();
			if (this.verdict == null || this.sentinels.stream().allMatch(Witness::isSilent)) {
				return Mono.empty();
			}
			return isJustLost() ? next() : named();
		});
	}

	private Mono<InetSocketAddress> next() {
		return this.verdicts.asFlux()
			.filter((verdict) -> !verdict.lost())
			.next()
			.map(Verdict::address)
			.timeout(this.patience, named());
	}

	private Mono<InetSocketAddress> named() {
		return Mono.fromSupplier(() -> this.verdict).map(Verdict::address);
	}

	/**
	 * Sentinels that cannot reach the master are no reason to wait for ever: the
	 * application may.
	 */
	private boolean isJustLost() {
		Long lostSince = this.lostSince;
		return lostSince != null && System.nanoTime() - lostSince < LONGEST_WAIT.toNanos();
	}

	private boolean isInTrouble() {
		Verdict verdict = this.verdict;
		return verdict != null && verdict.lost();
	}

	private void round() {
		this.sentinels.forEach((sentinel) -> sentinel.ask(this::question, (answer) -> note(sentinel, answer)));
	}

	private CompletionStage<Testimony> question(RedisAsyncCommands<String, String> commands) {
		CompletionStage<List<String>> address = commands.dispatch(CommandType.SENTINEL,
				new ValueListOutput<>(StringCodec.UTF8), words("GET-MASTER-ADDR-BY-NAME"));
		CompletionStage<Map<String, String>> state = commands.dispatch(CommandType.SENTINEL,
				new MapOutput<>(StringCodec.UTF8), words("MASTER"));
		return address.thenCombine(state, Testimony::of);
	}

	private CommandArgs<String, String> words(String subcommand) {
		return new CommandArgs<>(StringCodec.UTF8).add(subcommand).add(this.name);
	}

	private synchronized void note(Witness sentinel, Testimony testimony) {
		this.testimonies.keySet().removeIf(Witness::isSilent);
		this.testimonies.put(sentinel, testimony);
		long epoch = this.testimonies.values().stream().mapToLong(Testimony::epoch).max().orElseThrow();
		List<Testimony> latest = this.testimonies.values().stream().filter((other) -> other.epoch() == epoch).toList();
		long losses = latest.stream().filter(Testimony::lost).count();
		judge(new Verdict(latest.get(0).address(), losses * 2 > latest.size()));
	}

	private void judge(Verdict verdict) {
		Verdict before = this.verdict;
		if (verdict.equals(before)) {
			return;
		}
		boolean wasWell = before != null && !before.lost();
		this.lostSince = (verdict.lost() && wasWell) ? Long.valueOf(System.nanoTime()) : null;
		this.verdict = verdict;
		this.verdicts.tryEmitNext(verdict);
		if (before != null && !verdict.address().equals(before.address())) {
			log.info("The master %s is at %s:%d now".formatted(this.name, verdict.address().getHostString(),
					verdict.address().getPort()));
			this.moved.accept(verdict.address());
		}
		else if (verdict.lost()) {
			log.warn("The Sentinels hold the master %s for lost".formatted(this.name));
		}
	}

	void end() {
		this.rounds.end();
		this.sentinels.forEach(Witness::close);
	}

	/**
	 * What one Sentinel said.
	 *
	 * @param address where it sends clients
	 * @param epoch the age of what it knows, higher is younger
	 * @param lost whether it holds the master for lost
	 */
	private record Testimony(InetSocketAddress address, long epoch, boolean lost) {

		static Testimony of(List<String> address, Map<String, String> master) {
			String port = address.get(1);
			// A promoted replica is named before it is called the master
			boolean promoted = !port.equals(master.get("port")) || !address.get(0).equals(master.get("ip"));
			String flags = master.getOrDefault("flags", "");
			boolean down = flags.contains("s_down") || flags.contains("o_down");
			return new Testimony(InetSocketAddress.createUnresolved(address.get(0), Integer.parseInt(port)),
					Long.parseLong(master.getOrDefault("config-epoch", "0")), down && !promoted);
		}

	}

	/**
	 * What the Sentinels say together.
	 */
	private record Verdict(InetSocketAddress address, boolean lost) {

	}

}
