package dev.redisenv.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import org.springframework.boot.json.JsonWriter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Writes what is generated from the table of variables. A file that was out of date is
 * rewritten, and the test fails so that the new one gets committed.
 */
class ReferenceTests {

	private static final JsonWriter<Name> METADATA = JsonWriter.of((members) -> {
		members.add("name", (name) -> RedisVariable.propertyName(name.text()));
		members.add("type", (name) -> name.variable().type().javaType());
		members.add("description", (name) -> name.variable().description());
	});

	@Test
	void theReferencePageSaysWhatTheTableSays() throws IOException {
		StringBuilder page = new StringBuilder(
				"""
						# Variables

						<!-- Generated from the table in RedisVariable.java by ReferenceTests. -->

						Every name can also be given as a Spring property in kebab case (`--redis-uri=…`, `redis-uri:` in YAML) or
						stand in a file `.env` in the working directory. Blank is unset.
						""");
		for (RedisVariable.Section section : RedisVariable.Section.values()) {
			page.append("\n## %s\n\n| Variable | Default | Meaning | Accepted |\n|---|---|---|---|\n"
				.formatted(section.title()));
			Arrays.stream(RedisVariable.values())
				.filter((variable) -> variable.section() == section)
				.forEach((variable) -> page.append(row(variable)));
		}
		upToDate(Path.of("../docs/variables.md"), page.toString());
	}

	private static String row(RedisVariable variable) {
		String names = variable.names().stream().map("`%s`"::formatted).collect(Collectors.joining("<br>"));
		return "| %s | %s | %s | %s |\n".formatted(names, variable.defaultText(), variable.description(),
				variable.type().accepted());
	}

	@Test
	void editorsKnowEveryName() throws IOException {
		String properties = Arrays.stream(RedisVariable.values())
			.flatMap((variable) -> variable.names().stream().map((name) -> new Name(variable, name)))
			.sorted(Comparator.comparing(Name::text))
			.map((name) -> "    " + METADATA.writeToString(name))
			.collect(Collectors.joining(",\n"));
		upToDate(Path.of("src/main/resources/META-INF/additional-spring-configuration-metadata.json"),
				"{\n  \"properties\": [\n%s\n  ]\n}\n".formatted(properties));
	}

	private static void upToDate(Path file, String text) throws IOException {
		String committed = Files.exists(file) ? Files.readString(file) : "";
		Files.createDirectories(file.getParent());
		Files.writeString(file, text);
		assertThat(committed).as("%s was out of date and has been rewritten: commit it", file).isEqualTo(text);
	}

	/**
	 * One name of a variable.
	 */
	private record Name(RedisVariable variable, String text) {

	}

}
