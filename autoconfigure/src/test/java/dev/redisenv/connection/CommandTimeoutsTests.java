package dev.redisenv.connection;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.ProtocolKeyword;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class CommandTimeoutsTests {

	private final CommandTimeouts timeouts = new CommandTimeouts(Duration.ofSeconds(5));

	@ParameterizedTest
	@CsvSource(textBlock = """
			# command,   arguments,                                     milliseconds
			GET,         key,                                           5000
			LPOP,        key 3,                                         5000
			BLPOP,       one two 3,                                     8000
			BRPOP,       key 0.5,                                       5500
			BRPOPLPUSH,  from to 1,                                     6000
			BLMOVE,      from to LEFT RIGHT 1,                          6000
			BZPOPMIN,    key 1,                                         6000
			BZPOPMAX,    key 1,                                         6000
			BLMPOP,      2 1 key LEFT COUNT 7,                          7000
			BZMPOP,      2 1 key MIN COUNT 7,                           7000
			WAIT,        1 2000,                                        7000
			WAITAOF,     1 1 2000,                                      7000
			XREAD,       COUNT 9 STREAMS key 0,                         5000
			XREAD,       COUNT 9 BLOCK 2000 STREAMS key 0,              7000
			XREADGROUP,  GROUP g c BLOCK 2000 STREAMS key >,            7000
			BLPOP,       key 0,                                         0
			AUTH,        user password,                                 0
			XREAD,       BLOCK 0 STREAMS key 0,                         0
			BLPOP,       key soon,                                      5000
			BLPOP,       key -1,                                        5000
			XREAD,       BLOCK soon STREAMS key 0,                      5000
			""")
	void addTheTimeACommandAsksToBlock(String type, String words, long milliseconds) {
		CommandArgs<byte[], byte[]> arguments = arguments();
		List.of(words.split(" ")).forEach(arguments::add);
		assertThat(timeout(type, arguments)).isEqualTo(milliseconds);
	}

	@ParameterizedTest
	@CsvSource({ "BLPOP, key 2, 7000", "BLPOP, key 0, 0", "XREAD, BLOCK 2000 STREAMS key $, 7000",
			"WAIT, 1 2000, 7000" })
	void readArgumentsThatAreSentAsKeys(String type, String words, long milliseconds) {
		CommandArgs<byte[], byte[]> arguments = arguments();
		List.of(words.split(" ")).forEach((word) -> arguments.addKey(bytes(word)));
		assertThat(timeout(type, arguments)).isEqualTo(milliseconds);
	}

	@Test
	void takeNoPartOfAKeyForAnOption() {
		assertThat(timeout("XREAD", arguments().add("STREAMS").addKey(bytes("a BLOCK 0 b")).add("0"))).isEqualTo(5000);
	}

	@Test
	void takeNoNameOfAGroupForAnOption() {
		assertThat(timeout("XREADGROUP",
				arguments().add("GROUP")
					.addKey(bytes("BLOCK"))
					.addKey(bytes("0"))
					.add("BLOCK")
					.add(2000)
					.add("STREAMS")
					.addKey(bytes("key"))
					.add(">")))
			.isEqualTo(7000);
	}

	@Test
	void boundACommandWithoutArguments() {
		assertThat(timeout("BLPOP", arguments())).isEqualTo(5000);
		assertThat(timeout("XREAD", arguments())).isEqualTo(5000);
		assertThat(timeout("PING", arguments())).isEqualTo(5000);
	}

	private long timeout(String type, CommandArgs<byte[], byte[]> arguments) {
		return this.timeouts
			.getTimeout(new Command<>(new Name(type), new StatusOutput<>(ByteArrayCodec.INSTANCE), arguments));
	}

	private static CommandArgs<byte[], byte[]> arguments() {
		return new CommandArgs<>(ByteArrayCodec.INSTANCE);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private record Name(String text) implements ProtocolKeyword {

		@Override
		public byte[] getBytes() {
			return bytes(this.text);
		}

		@Override
		public String toString() {
			return this.text;
		}

	}

}
