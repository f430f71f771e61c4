package dev.redisenv;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

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

	private static final String HEX = "x";

	private final RedisServer server = RedisServer.start();

	private final RedisClient client = RedisClient.create(this.server.uri().toString());

	private final StatefulRedisConnection<byte[], byte[]> connection = this.client.connect(ByteArrayCodec.INSTANCE);

	private final Map<List<String>, Set<Integer>> known = new HashMap<>();

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
			if (INTRODUCTION.contains(name) && command.words().contains(TestApplication.CLIENT_NAME)) {
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
		for (int i = 0; i < word.length(); i++) {
			char character = word.charAt(i);
			if (character != '\\') {
				bytes.write(character);
				continue;
			}
			i++;
			if (word.startsWith(HEX, i)) {
				bytes.write(Integer.parseInt(word, i + 1, i + 3, 16));
				i += 2;
			}
			else {
				int special = "nrtab".indexOf(word.charAt(i));
				bytes.write((special != -1) ? "\n\r\t\u0007\b".charAt(special) : word.charAt(i));
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
