package dev.redisenv.doctor;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

import dev.redisenv.diagnosis.Cause;
import dev.redisenv.diagnosis.Diagnosis;
import dev.redisenv.diagnosis.Finding;
import dev.redisenv.diagnosis.Reason;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.sentinel.api.async.RedisSentinelAsyncCommands;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * One look at everything that a connection needs, over links of its own, in the order in
 * which the application would meet it. It changes nothing on the servers.
 */
final class Examination {

	/** Lettuce at times loses the answer to a log-in that fails at once. */
	private static final int ATTEMPTS = 3;

	private final LettuceConnectionFactory factory;

	private final Concerns concerns;

	private final Target target;

	private final Notes notes;

	Examination(LettuceConnectionFactory factory, Concerns concerns) {
		this.factory = factory;
		this.concerns = concerns;
		this.target = new Target(factory);
		this.notes = new Notes(concerns.decider());
	}

	/**
	 * Examines, in at most a few seconds.
	 */
	Diagnosis run() {
		try (Links links = new Links(this.target)) {
			if (this.target.master() != null) {
				behindSentinels(links, this.target.master());
			}
			else {
				nodes(links);
			}
		}
		catch (TimeoutException ex) {
			this.notes.prevents(Cause.NO_ANSWER, "the server", "", "");
		}
		catch (RuntimeException ex) {
			// Somebody's log-in that cannot be had, for example
			this.notes.prevents(Cause.OTHER, "the server", Reason.of(ex), "");
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return this.notes.diagnosis();
	}

	private void nodes(Links links) throws TimeoutException, InterruptedException {
		List<Finding> unreachable = new ArrayList<>();
		int reached = 0;
		for (RedisURI node : this.target.nodes(this.factory)) {
			if (examine(links, node, unreachable)) {
				reached++;
			}
		}
		add(unreachable, reached > 0);
	}

	private void behindSentinels(Links links, String master) throws TimeoutException, InterruptedException {
		List<Finding> unreachable = new ArrayList<>();
		InetSocketAddress address = null;
		int reached = 0;
		for (RedisURI uri : this.target.sentinels()) {
			String server = name(uri);
			try {
				RedisSentinelAsyncCommands<String, String> sentinel = links.openSentinel(uri);
				this.notes.well("Sentinel %s lets the application in".formatted(server));
				InetSocketAddress known = (InetSocketAddress) links.answer(sentinel.getMasterAddrByName(master));
				reached++;
				if (known != null) {
					address = known;
					checkQuorum(links, sentinel, server, master);
				}
				else if (!this.notes.holds(Cause.UNKNOWN_MASTER)) {
					this.notes.prevents(Cause.UNKNOWN_MASTER, server, "called " + master, "");
				}
			}
			catch (ExecutionException | TimeoutException ex) {
				Cause cause = cause(links, uri, ex);
				boolean logIn = cause == Cause.NOAUTH || cause == Cause.WRONGPASS;
				unreachable
					.add(this.notes.finding(logIn ? Cause.SENTINEL_LOG_IN : cause, server, Reason.innermost(ex)));
			}
		}
		add(unreachable, reached > 0);
		if (address != null) {
			this.notes.well("The Sentinels say that %s is at %s:%d".formatted(master, address.getHostString(),
					address.getPort()));
			List<Finding> lost = new ArrayList<>();
			examine(links, this.target.node(address.getHostString(), address.getPort()), lost);
			add(lost, false);
		}
	}

	private void checkQuorum(Links links, RedisSentinelAsyncCommands<String, String> sentinel, String server,
			String master) throws TimeoutException, InterruptedException {
		try {
			links.answer(sentinel.dispatch(CommandType.SENTINEL, new StatusOutput<>(StringCodec.UTF8),
					new CommandArgs<>(StringCodec.UTF8).add("CKQUORUM").add(master)));
			this.notes.well("Sentinel %s sees a quorum".formatted(server));
		}
		catch (ExecutionException ex) {
			if (cause(ex) == Cause.SENTINEL_WITHOUT_QUORUM && !this.notes.holds(Cause.SENTINEL_WITHOUT_QUORUM)) {
				this.notes.warns(Cause.SENTINEL_WITHOUT_QUORUM, server, "", "");
			}
		}
	}

	/**
	 * Where others answer, those that do not are a warning.
	 */
	private void add(List<Finding> unreachable, boolean others) {
		unreachable.forEach((finding) -> this.notes.add(others ? finding.asWarning() : finding));
	}

	/**
	 * Examines a data node.
	 * @return whether it lets the application in
	 */
	private boolean examine(Links links, RedisURI uri, List<Finding> unreachable)
			throws TimeoutException, InterruptedException {
		RedisAsyncCommands<String, String> commands = open(links, uri, unreachable);
		if (commands == null) {
			return false;
		}
		this.notes.well("%s lets %s in%s".formatted(name(uri), this.target.user(), uri.isSsl() ? " over TLS" : ""));
		new NodeExamination(links, commands, name(uri), this.target, this.concerns, this.notes).run();
		return true;
	}

	private @Nullable RedisAsyncCommands<String, String> open(Links links, RedisURI uri, List<Finding> unreachable)
			throws TimeoutException, InterruptedException {
		for (int attempt = 1;; attempt++) {
			try {
				return links.open(uri);
			}
			catch (ExecutionException | TimeoutException ex) {
				if (ex instanceof TimeoutException && this.concerns.decider().withTokens() && !links.knowLogIn(uri)) {
					unreachable.add(this.notes.finding(Cause.TOKEN_MISSING, name(uri), "nobody answers in time"));
					return null;
				}
				Cause cause = cause(links, uri, ex);
				if (cause != Cause.OTHER || attempt == ATTEMPTS) {
					unreachable.add(this.notes.finding(cause, name(uri), Reason.innermost(ex)));
					return null;
				}
			}
		}
	}

	/**
	 * Finds out what a failure to connect means. Where one side speaks TLS and the other
	 * does not, both just wait or hang up: then the port is tried the other way, without
	 * a log-in.
	 */
	static Cause cause(Links links, RedisURI uri, Exception failure) throws InterruptedException {
		Cause cause = (failure instanceof TimeoutException) ? Cause.NO_ANSWER
				: Objects.requireNonNullElse(Cause.of(failure, uri.isSsl()), Cause.OTHER);
		if (uri.isSsl()) {
			boolean silent = cause == Cause.TLS_TO_PLAIN_PORT || cause == Cause.NO_ANSWER;
			if (silent || cause == Cause.OTHER) {
				Cause otherwise = silent ? Cause.NO_ANSWER : cause;
				return speaksPlain(links, uri) ? Cause.TLS_TO_PLAIN_PORT : otherwise;
			}
		}
		else if ((cause == Cause.OTHER || cause == Cause.NO_ANSWER)
				&& Port.speaksTls(uri.getHost(), uri.getPort(), links.patience())) {
			return Cause.PLAIN_TO_TLS_PORT;
		}
		return cause;
	}

	private static boolean speaksPlain(Links links, RedisURI uri) throws InterruptedException {
		try {
			links.open(RedisURI.create(uri.getHost(), uri.getPort()));
			return true;
		}
		catch (ExecutionException ex) {
			for (Throwable cause = ex; cause != null; cause = cause.getCause()) {
				if (cause instanceof RedisCommandExecutionException) {
					return true;
				}
			}
			return false;
		}
		catch (TimeoutException ex) {
			return false;
		}
	}

	static Cause cause(ExecutionException failure) {
		return Objects.requireNonNullElse(Cause.of(failure, false), Cause.OTHER);
	}

	static String name(RedisURI uri) {
		return uri.getHost() + ":" + uri.getPort();
	}

}
