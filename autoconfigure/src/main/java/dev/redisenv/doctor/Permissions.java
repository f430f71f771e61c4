package dev.redisenv.doctor;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

import dev.redisenv.diagnosis.Cause;
import dev.redisenv.diagnosis.Reason;
import dev.redisenv.key.KeyPrefix;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;

/**
 * Tries whether a user may send what the starter sends, in forms that change nothing: on
 * a key that does not exist, or with an argument that the server refuses after it has
 * looked at the rights.
 */
final class Permissions {

	static final String NO_SCRIPT = "0".repeat(40);

	private final Links links;

	private final RedisAsyncCommands<String, String> commands;

	private final Concerns concerns;

	private final String key;

	/** Refused as commands. */
	private final Set<String> refused = new TreeSet<>();

	/** Refused for their key, or for their channel. */
	private final Set<String> outOfReach = new TreeSet<>();

	private final Set<String> silent = new TreeSet<>();

	Permissions(Links links, RedisAsyncCommands<String, String> commands, Concerns concerns) {
		this.links = links;
		this.commands = commands;
		this.concerns = concerns;
		this.key = Concerns.name(concerns.prefix(), "doctor");
	}

	/**
	 * Tries all commands, and reports which are refused.
	 */
	void examine(String server, boolean cluster, String user, Notes notes)
			throws TimeoutException, InterruptedException {
		Map<String, Future<?>> answers = send();
		for (Map.Entry<String, Future<?>> answer : answers.entrySet()) {
			try {
				this.links.answer(answer.getValue());
			}
			catch (ExecutionException ex) {
				judge(answer.getKey(), ex, server, cluster, notes);
			}
		}
		String prefix = prefix();
		if (!this.refused.isEmpty()) {
			notes.prevents(Cause.NOPERM, server, "%s to run %s".formatted(user, String.join(", ", this.refused)),
					grant(user,
							this.refused.stream()
								.map((name) -> "+" + name.toLowerCase(Locale.ROOT))
								.collect(Collectors.joining(" "))));
		}
		if (!this.outOfReach.isEmpty()) {
			notes.prevents(Cause.NOPERM, server,
					"%s to reach the key %s with %s".formatted(user, this.key, String.join(", ", this.outOfReach)),
					grant(user, "~" + prefix));
		}
		if (!this.silent.isEmpty()) {
			notes.prevents(Cause.NOPERM, server, "%s to reach the channel %s".formatted(user, this.key),
					grant(user, "&" + prefix));
		}
		if (!notes.holds(Cause.NOPERM)) {
			notes.well("%s allows %s what the starter needs under %s: %s".formatted(server, user, prefix,
					String.join(", ", answers.keySet())));
		}
	}

	private String prefix() {
		KeyPrefix prefix = this.concerns.prefix();
		return (prefix.prefix() != null) ? prefix.name("*") : "*";
	}

	private static String grant(String user, String rule) {
		return ": ACL SETUSER " + user + " " + rule;
	}

	private Map<String, Future<?>> send() {
		Map<String, Future<?>> answers = new LinkedHashMap<>();
		answers.put("GET", this.commands.get(this.key));
		answers.put("SET", this.commands.set(this.key, "", SetArgs.Builder.px(0)));
		answers.put("UNLINK", this.commands.unlink(this.key));
		answers.put("PEXPIRE", this.commands.pexpire(this.key, Duration.ofSeconds(1)));
		answers.put("SCAN", this.commands.scan(ScanArgs.Builder.limit(1)));
		answers.put("EVALSHA", this.commands.evalsha(NO_SCRIPT, ScriptOutputType.STATUS, this.key));
		answers.put("PUBLISH", this.commands.publish(this.key, ""));
		if (this.concerns.sessions().getAsBoolean()) {
			answers.put("HGETALL", this.commands.hgetall(this.key));
			// A value is missing.
			answers.put("HSET", this.commands.dispatch(CommandType.HSET, new StatusOutput<>(StringCodec.UTF8),
					new CommandArgs<>(StringCodec.UTF8).addKey(this.key).add("field").add("value").add("field")));
		}
		return answers;
	}

	private void judge(String command, ExecutionException failure, String server, boolean cluster, Notes notes) {
		String message = Reason.innermost(failure);
		if (message.startsWith("NOPERM")) {
			// What follows may hold a user's name.
			if (message.contains("to run the")) {
				this.refused.add(command);
			}
			else if (message.contains("channel")) {
				this.silent.add(command);
			}
			else {
				this.outOfReach.add(command);
			}
			return;
		}
		boolean expected = message.startsWith("ERR ") || message.startsWith("NOSCRIPT")
				|| (cluster && message.startsWith("MOVED"));
		Cause cause = Examination.cause(failure);
		if (!expected && !notes.holds(cause)) {
			notes.prevents(cause, server, Reason.innermost(failure), "");
		}
	}

}
