package dev.redisenv.failover;

import java.util.Set;

import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.CommandWrapper;
import io.lettuce.core.protocol.ProtocolKeyword;
import io.lettuce.core.protocol.ReadOnlyCommands;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.protocol.TransactionalCommand;

/**
 * Which commands may be executed twice: those that only read, as Lettuce knows them, PING
 * and subscriptions.
 */
final class Repeatable {

	private static final Set<ProtocolKeyword> HARMLESS = Set.of(CommandType.PING, CommandType.SUBSCRIBE,
			CommandType.UNSUBSCRIBE, CommandType.PSUBSCRIBE, CommandType.PUNSUBSCRIBE, CommandType.SSUBSCRIBE,
			CommandType.SUNSUBSCRIBE);

	private Repeatable() {
	}

	static boolean is(RedisCommand<?, ?, ?> command) {
		return (HARMLESS.contains(command.getType()) || ReadOnlyCommands.isReadOnlyCommand(command.getType()))
				&& CommandWrapper.unwrap(command, TransactionalCommand.class) == null;
	}

}
