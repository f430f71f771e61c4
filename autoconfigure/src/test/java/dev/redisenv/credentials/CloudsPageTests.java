package dev.redisenv.credentials;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.redisenv.contract.Connection;
import dev.redisenv.contract.ContractReader;
import dev.redisenv.contract.Reading;
import dev.redisenv.contract.RedisContract;
import dev.redisenv.test.Certificates;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the page of managed services shows is what the contract accepts.
 */
class CloudsPageTests {

	private static final Pattern SECTION = Pattern.compile("(?ms)^## ([^\n]+)\n(.*?)(?=^## |\\z)");

	private static final Pattern BLOCK = Pattern.compile("(?ms)^```\n(.*?)^```$");

	private static final Pattern LINE = Pattern.compile("(?m)^([A-Z_]+)=(.+)$");

	private static final Pattern INLINE_URL = Pattern.compile("`(rediss://[^`]+)`");

	private @TempDir Path folder = Path.of("");

	static Stream<Example> examples() throws IOException {
		return find(SECTION, Files.readString(Path.of("../docs/clouds.md")))
			.flatMap((section) -> examples(section.group(1), section.group(2)));
	}

	/**
	 * Every block is an example, and so is every URL in the text, in the place of that in
	 * the block before.
	 */
	private static Stream<Example> examples(String title, String text) {
		return find(BLOCK, text).flatMap((block) -> {
			Map<String, String> variables = new HashMap<>();
			find(LINE, block.group(1)).forEach((line) -> variables.put(line.group(1), line.group(2)));
			String after = text.substring(block.end());
			Stream<String> others = find(INLINE_URL, after.split("(?m)^```$", 2)[0]).map((url) -> url.group(1));
			return Stream.concat(Stream.of(Objects.requireNonNull(variables.get("REDIS_URI"))), others)
				.map((uri) -> new Example(title, variables).at(uri));
		});
	}

	private static Stream<MatchResult> find(Pattern pattern, String text) {
		return pattern.matcher(text).results();
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("examples")
	void showsVariablesThatAreAcceptedAndUsed(Example example) throws IOException {
		RedisContract contract;
		try (Certificates certificates = Certificates.create()) {
			Path secret = Files.writeString(this.folder.resolve("secret"), "secret");
			Map<String, Object> variables = new HashMap<>(example.variables());
			variables.replaceAll((name, value) -> value.toString()
				.replaceAll("<[^>]+>", "placeholder")
				.replaceAll("^/.*\\.pem$", certificates.caFile().toString())
				.replaceAll("^/run/secrets/.*", secret.toString()));
			contract = new ContractReader(environment(variables)).read();
		}
		assertThat(contract.problems()).isEmpty();
		assertThat(contract.warnings()).isEmpty();
		assertThat(contract.readings()).hasSameSizeAs(example.variables());
		assertThat(contract.readings().values()).extracting(Reading::ignored).containsOnlyNulls();
		Connection connection = Objects.requireNonNull(contract.settings().connection());
		assertThat(connection.tls()).isNotNull();
		if ("aws".equals(example.variables().get("REDIS_IAM_AUTH_PROVIDER"))) {
			assertThat(AwsCache.of(connection, new AwsSettings(null, AwsService.ELASTICACHE))).isPresent();
		}
	}

	private static StandardEnvironment environment(Map<String, Object> variables) {
		StandardEnvironment environment = new StandardEnvironment();
		String name = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
		environment.getPropertySources().replace(name, new SystemEnvironmentPropertySource(name, variables));
		return environment;
	}

	private record Example(String section, Map<String, String> variables) {

		Example at(String uri) {
			Map<String, String> variables = new HashMap<>(this.variables);
			variables.put("REDIS_URI", uri);
			return new Example(this.section, variables);
		}

		@Override
		public String toString() {
			return this.section + ": " + this.variables.get("REDIS_URI");
		}

	}

}
