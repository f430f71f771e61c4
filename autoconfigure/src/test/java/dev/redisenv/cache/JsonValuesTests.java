package dev.redisenv.cache;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.data.redis.serializer.SerializationException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class JsonValuesTests {

	private final JsonValues values = JsonValues.naming(new TrustedTypes(List.of("dev.redisenv.cache")));

	static Stream<Object> valuesOfManyTypes() {
		Message message = new Message("hello", Instant.parse("2026-01-01T00:00:00Z"), Kind.USER, 1L, new Text("a"));
		return Stream.of("text", "", 5, 5L, (short) 5, (byte) 5, 5.5, 5.5f, true, 'c', Kind.USER,
				new BigDecimal("1.50"), BigInteger.TEN, UUID.fromString("6e8bc430-9c3a-11d9-9669-0800200c9a66"),
				LocalDate.of(2026, 1, 1), Instant.parse("2026-01-01T00:00:00Z"), Duration.ofSeconds(5), Locale.GERMANY,
				message, List.of(), List.of("a"), List.of(1L, 2L), List.of(message, message), Arrays.asList("a", "b"),
				new ArrayList<>(List.of(message)), Stream.of(1, 2).toList(), Collections.emptyList(),
				Collections.unmodifiableList(List.of(message)), Set.of("a"), Map.of(), Map.of("a", 1L),
				Map.of("a", List.of(message)), new TreeMap<>(Map.of("a", message)),
				new EnumMap<>(Map.of(Kind.USER, 1L)), new HashMap<>(Map.of("a", Map.of("b", Instant.EPOCH))),
				new LinkedHashMap<>(), new Conversation("c", List.of(message), Map.of(Kind.BOT, message), new Text("b"),
						List.of(new Text("x"), "y", 5L)));
	}

	@ParameterizedTest
	@MethodSource("valuesOfManyTypes")
	void areReadAsTheyWereWritten(Object value) {
		byte[] json = this.values.serialize(value);
		Object read = this.values.deserialize(json);
		assertThat(read).as(new String(json, StandardCharsets.UTF_8)).isEqualTo(value);
		if (value.getClass().getPackageName().equals("java.lang")) {
			assertThat(read).isInstanceOf(value.getClass());
		}
	}

	@Test
	void readArrays() {
		assertThat(this.values.deserialize(this.values.serialize(new String[] { "a" })))
			.isEqualTo(new String[] { "a" });
		assertThat(this.values.deserialize(this.values.serialize(new int[] { 1 }))).isEqualTo(new int[] { 1 });
		assertThat(this.values.deserialize(this.values.serialize(new byte[] { 1 }))).isEqualTo(new byte[] { 1 });
	}

	@Test
	void nameTypesOnlyWhereAReaderCouldNotKnowThem() {
		Message message = new Message("hello", Instant.EPOCH, Kind.USER, 1L, null);
		Conversation conversation = new Conversation("c", List.of(message), Map.of(), null, List.of());
		assertThat(new String(this.values.serialize(conversation), StandardCharsets.UTF_8)).isEqualTo(
				"""
						{"@class":"dev.redisenv.cache.JsonValuesTests$Conversation","title":"c","messages":[{"text":"hello","at":"1970-01-01T00:00:00Z","kind":"USER","number":1,"part":null}],"last":{},"part":null,"anything":[]}\
						""");
	}

	@Test
	void nameNoTypeWhereItIsSet() {
		JsonValues typed = JsonValues.of(Text.class);
		assertThat(new String(typed.serialize(new Text("a")), StandardCharsets.UTF_8)).isEqualTo("{\"text\":\"a\"}");
		assertThat(typed.deserialize("{\"text\":\"a\"}".getBytes(StandardCharsets.UTF_8))).isEqualTo(new Text("a"));
	}

	@Test
	void skipWhatANewerVersionAdded() {
		String newer = "{\"@class\":\"dev.redisenv.cache.JsonValuesTests$Text\",\"text\":\"a\",\"color\":\"red\"}";
		assertThat(this.values.deserialize(newer.getBytes(StandardCharsets.UTF_8))).isEqualTo(new Text("a"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"@class\":\"java.util.logging.FileHandler\",\"pattern\":\"/tmp/x\"}",
			"[\"javax.swing.JFrame\",{}]",
			"{\"@class\":\"org.springframework.core.io.FileSystemResource\",\"path\":\"x\"}",
			"{\"@class\":\"java.lang.ProcessBuilder\",\"command\":[\"ls\"]}", "[\"java.lang.Thread\",{}]",
			"{\"@class\":\"dev.redisenv.contract.Node\",\"host\":\"a\",\"port\":1}",
			"{\"@class\":\"dev.redisenv.cacheable.Other\"}", "[\"[Ljava.lang.Thread;\",[]]",
			"{\"@class\":\"dev.redisenv.cache.JsonValuesTests$Conversation\",\"part\":{\"@class\":\"java.lang.Thread\"}}",
			"{\"text\":\"no type\"}", "not json", "", "\u00ac\u00ed\u0000\u0005sr" })
	void areNotReadFromTextOfOtherTypes(String json) {
		assertThatExceptionOfType(SerializationException.class)
			.isThrownBy(() -> this.values.deserialize(json.getBytes(StandardCharsets.UTF_8)));
	}

	@Test
	void areNotWrittenWhereTheyCouldNotBeRead() {
		assertThatExceptionOfType(SerializationException.class)
			.isThrownBy(() -> this.values.serialize(new java.util.concurrent.atomic.AtomicLong()))
			.withMessageContaining("redis-env.cache-trusted-packages=java.util.concurrent.atomic");
	}

	enum Kind {

		USER, BOT

	}

	interface Part {

	}

	record Text(String text) implements Part {

	}

	record Message(String text, Instant at, Kind kind, long number, @Nullable Part part) {

	}

	record Conversation(String title, List<Message> messages, Map<Kind, Message> last, @Nullable Part part,
			List<Object> anything) {

	}

}
