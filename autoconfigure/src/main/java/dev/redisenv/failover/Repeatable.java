package dev.redisenv.failover;

import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.CommandWrapper;
import io.lettuce.core.protocol.ReadOnlyCommands;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.protocol.TransactionalCommand;

/**
 * Which commands may be executed twice: those that only read, as Lettuce knows them, and
 * PING.
 */
final class Repeatable {

	private Repeatable() {
	}

	static boolean is(RedisCommand<?, ?, ?> command) {
		return (command.getType() == CommandType.PING || ReadOnlyCommands.isReadOnlyCommand(command.getType()))
				&& CommandWrapper.unwrap(command, TransactionalCommand.class) == null;
	}

}
