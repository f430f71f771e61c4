package dev.redisenv.key;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.redisenv.contract.Keys;
import org.junit.jupiter.api.Test;

import org.springframework.data.redis.serializer.RedisSerializer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The prefix itself.
 */
class KeyPrefixTests {

	private final KeyPrefix chat = new KeyPrefix(new Keys("chat", 1000, 1000));

	private final KeyPrefix none = new KeyPrefix(new Keys(null, 1000, 1000));

	@Test
	void standsBeforeKeysAndNames() {
		assertThat(this.chat.key("key")).isEqualTo("chat::key");
		assertThat(this.chat.name("session")).isEqualTo("chat:session");
	}

	@Test
	void isNothingWhereNoneIsSet() {
		assertThat(this.none.key("key")).isEqualTo("key");
		assertThat(this.none.name("session")).isEqualTo("session");
		assertThat(this.none.serializer(RedisSerializer.string())).isSameAs(RedisSerializer.string());
	}

	@Test
	void isWrittenAndTakenOff() {
		RedisSerializer<String> serializer = this.chat.serializer(RedisSerializer.string());
		assertThat(serializer.serialize("schlüssel")).isEqualTo(bytes("chat::schlüssel"));
		assertThat(serializer.serialize("")).isEqualTo(bytes("chat::"));
		assertThat(serializer.deserialize(bytes("chat::schlüssel"))).isEqualTo("schlüssel");
		assertThat(serializer.deserialize(bytes("chat::chat::key"))).isEqualTo("chat::key");
		assertThat(serializer.canSerialize(String.class)).isTrue();
	}

	@Test
	void isTakenOffNoKeyThatHasNone() {
		RedisSerializer<String> serializer = this.chat.serializer(RedisSerializer.string());
		assertThat(serializer.deserialize(bytes("chat:key"))).isEqualTo("chat:key");
		assertThat(serializer.deserialize(bytes("other::key"))).isEqualTo("other::key");
		assertThat(serializer.deserialize(bytes("c"))).isEqualTo("c");
	}

	@Test
	void makesNoKeyOfNothing() {
		RedisSerializer<String> serializer = this.chat.serializer(RedisSerializer.string());
		assertThat(serializer.serialize(null)).isEmpty();
		assertThat(serializer.deserialize(null)).isNull();
	}

	@Test
	void isNotPutTwice() {
		RedisSerializer<String> serializer = this.chat.serializer(RedisSerializer.string());
		assertThat(this.chat.serializer(serializer)).isSameAs(serializer);
	}

	@Test
	void makesAUserOfItsKeysAndChannels() {
		assertThat(this.chat.aclSetUser("web"))
			.startsWith("ACL SETUSER web reset on ><password> ~chat:* resetchannels &chat:* +@read +@write ");
		assertThat(this.none.aclSetUser("web")).contains(" ~* resetchannels &* ");
	}

	@Test
	void makesTheUserThatTheGuideShows() throws IOException {
		assertThat(Files.readString(Path.of("../docs/guide.md"))).contains("\n" + this.chat.aclSetUser("web") + "\n");
	}

	@Test
	void makesNoUserWhoseNameWouldBeARule() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.chat.aclSetUser("web ~*"))
			.withMessageContaining("'user'");
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
