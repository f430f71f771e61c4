package dev.redisenv.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Collectors;

import dev.redisenv.diagnosis.Cause;
import dev.redisenv.diagnosis.Decider;
import dev.redisenv.diagnosis.Finding;
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
	void thePageOfCausesSaysWhatTheDoctorSays() throws IOException {
		StringBuilder page = new StringBuilder(
				"""
						# What can be wrong

						<!-- Generated from Cause.java by ReferenceTests. -->

						What the [doctor](guide.md#the-doctor) finds. Where properties or a bean of the application decide where it
						connects, or for the WebSocket connection, the remedy names those instead of the variables.

						| Cause | What is wrong | What to change |
						|---|---|---|
						""");
		for (Cause cause : Cause.values()) {
			Finding finding = cause.at("`host:port`", Decider.VARIABLES, "…", "");
			page.append("| `%s` | %s | %s |\n".formatted(cause.id(), finding.fault(), finding.remedy()));
		}
		upToDate(Path.of("../docs/doctor.md"), page.toString());
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
