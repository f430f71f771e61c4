package dev.redisenv;

import dev.redisenv.test.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.sync.RedisCommands;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SlotJudgeTests {

	@Test
	void findsWhatOneEndpointOfSeveralNodesRefuses() throws Exception {
		try (RedisServer server = RedisServer.start();
				SlotJudge judge = new SlotJudge("judged");
				Monitor monitor = new Monitor(server)) {
			send(server, "judged");
			assertThat(judge.judge(monitor.commands())).containsExactly("A transaction: [MULTI]",
					"A transaction: [EXEC]", "Several slots: [DEL, a, b]", "Several slots: [RENAME, \\x00a, \\x00b]",
					"Several slots: [EVAL, return 1, 2, a, b]",
					"A script touches a key that it is not given: [GET, b], called by "
							+ "[EVAL, return redis.call('GET', ARGV[1]), 1, a, b]");
			send(server, "test");
			assertThat(judge.judge(monitor.commands())).isEmpty();
		}
	}

	private static void send(RedisServer server, String name) {
		RedisURI uri = RedisURI.create(server.uri());
		uri.setClientName(name);
		RedisClient client = RedisClient.create(uri);
		try {
			RedisCommands<String, String> commands = client.connect().sync();
			commands.multi();
			commands.exec();
			commands.del("{same}a", "{same}b");
			commands.del("a", "b");
			commands.set("\0a", "");
			commands.rename("\0a", "\0b");
			commands.eval("return 1", ScriptOutputType.INTEGER, "a", "b");
			commands.eval("return redis.call('GET', KEYS[1])", ScriptOutputType.VALUE, "a");
			commands.eval("return redis.call('GET', ARGV[1])", ScriptOutputType.VALUE, new String[] { "a" }, "b");
			commands.get("a");
		}
		finally {
			client.shutdown();
		}
	}

}
