package dev.redisenv;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.redisenv.Monitor.Command;
import dev.redisenv.test.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.ValueListOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;

/**
 * Finds among the commands that a server has executed those of applications that a server
 * which shards behind one endpoint would refuse: transactions, keys in several slots, and
 * scripts that touch other keys than those they are given. A server of its own says which
 * words of a command are keys.
 */
final class SlotJudge implements AutoCloseable {

	private static final Set<String> TRANSACTION = Set.of("MULTI", "EXEC", "DISCARD", "WATCH", "UNWATCH");

	/** What a connection says its name with. */
	private static final Set<String> INTRODUCTION = Set.of("CLIENT", "HELLO");

	/** One as MONITOR prints it: in hexadecimal, behind a backslash, or plain. */
	private static final Pattern CHARACTER = Pattern.compile("\\\\x([0-9a-f]{2})|\\\\(.)|.");

	/**
	 * What applications call their connections, and the starter those it watches them by.
	 */
	private final Set<String> names;

	private final RedisServer server = RedisServer.start();

	private final RedisClient client = RedisClient.create(this.server.uri().toString());

	private final StatefulRedisConnection<byte[], byte[]> connection = this.client.connect(ByteArrayCodec.INSTANCE);

	private final Map<List<String>, Set<Integer>> known = new HashMap<>();

	/**
	 * Creates a judge.
	 * @param application what applications call their connections
	 */
	SlotJudge(String application) {
		this.names = Set.of(application, "redis-env-failover");
	}

	/**
	 * Judges everything that one run of a server has executed, in its order.
	 * @return what is wrong, a sentence for each command
	 */
	List<String> judge(List<Command> commands) {
		List<String> faults = new ArrayList<>();
		Set<String> applications = new TreeSet<>();
		Command caller = null;
		for (Command command : commands) {
			if (command.script()) {
				if (caller != null && applications.contains(caller.client())
						&& !slots(caller.words()).containsAll(slots(command.words()))) {
					faults.add("A script touches a key that it is not given: %s, called by %s"
						.formatted(command.words(), caller.words()));
				}
				continue;
			}
			caller = command;
			String name = command.words().get(0).toUpperCase(Locale.ROOT);
			if (INTRODUCTION.contains(name) && command.words().stream().anyMatch(this.names::contains)) {
				applications.add(command.client());
			}
			if (applications.contains(command.client())) {
				if (TRANSACTION.contains(name)) {
					faults.add("A transaction: " + command.words());
				}
				if (slots(command.words()).size() > 1) {
					faults.add("Several slots: " + command.words());
				}
			}
		}
		return faults;
	}

	private Set<Integer> slots(List<String> words) {
		return this.known.computeIfAbsent(words, this::ask);
	}

	private Set<Integer> ask(List<String> words) {
		CommandArgs<byte[], byte[]> arguments = new CommandArgs<>(ByteArrayCodec.INSTANCE).add("GETKEYS");
		words.forEach((word) -> arguments.add(unescaped(word)));
		Set<Integer> slots = new TreeSet<>();
		try {
			this.connection.sync()
				.dispatch(CommandType.COMMAND, new ValueListOutput<>(ByteArrayCodec.INSTANCE), arguments)
				.forEach((key) -> slots.add(SlotHash.getSlot(key)));
		}
		catch (RedisCommandExecutionException ex) {
			// It has no keys, or a server refuses it in any case.
			return slots;
		}
		return slots;
	}

	private static byte[] unescaped(String word) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		Matcher matcher = CHARACTER.matcher(word);
		while (matcher.find()) {
			String hex = matcher.group(1);
			String escaped = matcher.group(2);
			int special = (escaped != null) ? "nrtab".indexOf(escaped) : -1;
			if (hex != null) {
				bytes.write(Integer.parseInt(hex, 16));
			}
			else if (special != -1) {
				bytes.write("\n\r\t\u0007\b".charAt(special));
			}
			else {
				bytes.write(matcher.group().charAt(matcher.group().length() - 1));
			}
		}
		return bytes.toByteArray();
	}

	@Override
	public void close() {
		this.connection.close();
		this.client.shutdown();
		this.server.close();
	}

}
