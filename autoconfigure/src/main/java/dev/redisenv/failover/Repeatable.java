package dev.redisenv.failover;

import java.util.Set;

import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.CommandWrapper;
import io.lettuce.core.protocol.ProtocolKeyword;
import io.lettuce.core.protocol.ReadOnlyCommands;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.protocol.TransactionalCommand;

/**
 * Which commands may be executed twice: those that only read, PING and subscriptions.
 */
final class Repeatable {

	private static final Set<ProtocolKeyword> HARMLESS = Set.of(CommandType.PING, CommandType.SUBSCRIBE,
			CommandType.UNSUBSCRIBE, CommandType.PSUBSCRIBE, CommandType.PUNSUBSCRIBE, CommandType.SSUBSCRIBE,
			CommandType.SUNSUBSCRIBE);

	/** What Lettuce may send to replicas as well, though it does not read. */
	private static final Set<ProtocolKeyword> MORE_THAN_READ = Set.of(CommandType.CLIENT, CommandType.SCRIPT,
			CommandType.ASKING, CommandType.READWRITE);

	private Repeatable() {
	}

	static boolean is(RedisCommand<?, ?, ?> command) {
		ProtocolKeyword type = command.getType();
		boolean reads = ReadOnlyCommands.isReadOnlyCommand(type) && !MORE_THAN_READ.contains(type);
		return (reads || HARMLESS.contains(type)) && CommandWrapper.unwrap(command, TransactionalCommand.class) == null;
	}

}
