package dev.redisenv.contract;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever is set, reading ends in settings or in problems that can be acted on.
 */
@Tag("once")
class RandomEnvironmentsTests {

	private static final int ENVIRONMENTS = 10_000;

	private static final String SECRET = "s3cr3t";

	private static final String LETTERS = "ab1 ,;:/?#[]@!$&'()*+=%{}\"\\-.\u00e4\n\t";

	private static final Set<String> NAMES = RedisVariable.allNames();

	private @TempDir Path folder = Path.of("");

	@Test
	void leadToSettingsOrToProblemsThatNameVariablesAndNoSecret() throws Exception {
		List<String> pieces = pieces();
		long seed = System.nanoTime();
		Random random = new Random(seed);
		int readable = 0;
		for (int i = 0; i < ENVIRONMENTS; i++) {
			Map<String, Object> variables = variables(random, pieces);
			RedisContract contract = new ContractReader(environment(variables)).read();
			assertThat(contract.warnings().toString() + contract.problems() + shownSettings(contract, variables))
				.as("environment %d of seed %d: %s", i, seed, variables)
				.doesNotContain(SECRET);
			if (contract.problems().isEmpty()) {
				readable++;
				assertThat(contract.validSettings()).isNotNull();
			}
			else {
				assertThat(contract.problems()).as("environment %d of seed %d: %s", i, seed, variables)
					.allSatisfy(RandomEnvironmentsTests::canBeActedOn);
				assertThat(report(contract)).doesNotContain(SECRET, "Exception", "\tat ");
			}
		}
		assertThat(readable).as("environments without a problem").isBetween(ENVIRONMENTS / 20, ENVIRONMENTS - 100);
	}

	/**
	 * Prints the settings, unless a user name is a placeholder for a secret: who writes
	 * that has made it public.
	 */
	private static String shownSettings(RedisContract contract, Map<String, Object> variables) {
		return variables.containsValue("${REDIS_URI}") ? "" : contract.settings().toString();
	}

	private static void canBeActedOn(Problem problem) {
		assertThat(NAMES).contains(problem.variable());
		assertThat(problem.fault()).startsWith(problem.variable()).endsWith(".").doesNotContain("null");
		assertThat(problem.accepted()).isNotBlank();
		assertThat(problem.remedy()).matches("(?s)(unset [A-Z_]+.*|[A-Z_]+=.+)");
	}

	private static String report(RedisContract contract) {
		InvalidRedisSettingsException failure = new InvalidRedisSettingsException(contract.problems());
		FailureAnalysis analysis = new InvalidRedisSettingsFailureAnalyzer().analyze(failure, failure);
		return analysis.getDescription() + analysis.getAction() + failure.getMessage();
	}

	private static StandardEnvironment environment(Map<String, Object> variables) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, new SystemEnvironmentPropertySource(
					StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
		return environment;
	}

	private static Map<String, Object> variables(Random random, List<String> pieces) {
		List<RedisVariable> table = Arrays.asList(RedisVariable.values());
		Map<String, Object> variables = new LinkedHashMap<>();
		if (random.nextInt(4) > 0) {
			variables.put("REDIS_URI", url(random));
		}
		for (int i = random.nextInt(5); i > 0; i--) {
			RedisVariable variable = table.get(random.nextInt(table.size()));
			String name = variable.names().get(random.nextInt(variable.names().size()));
			variables.put(name, value(random, variable.type(), pieces));
		}
		return variables;
	}

	private static String value(Random random, ValueType type, List<String> pieces) {
		return switch (random.nextInt(4)) {
			case 0 -> pieces.get(random.nextInt(pieces.size()));
			case 1 -> noise(random, type.secret());
			default -> typical(random, type, pieces);
		};
	}

	private static String typical(Random random, ValueType type, List<String> pieces) {
		return switch (type) {
			case BOOLEAN -> List.of("true", "false", "1", "0", "TRUE").get(random.nextInt(5));
			case COUNT, PORT -> String.valueOf(random.nextInt(70_000));
			case MILLISECONDS, SECONDS -> List.of("5", "60*60", "10s", "500ms", "2.5").get(random.nextInt(5));
			case SECRET -> SECRET + random.nextInt();
			case PATH -> pieces.get(random.nextInt(4));
			case NAMES -> "articles, " + random.nextInt(9);
			case IAM_PROVIDER -> List.of("aws", "azure", "GCP").get(random.nextInt(3));
			case SAME_SITE -> List.of("lax", "Strict", "none").get(random.nextInt(3));
			case HOSTS -> "a:" + random.nextInt(70_000) + ",b";
			case URLS -> url(random);
			case OPTIONS -> "{\"db\": %d, \"password\": \"%s\"}".formatted(random.nextInt(20), SECRET);
			case TEXT, PREFIX, VARIABLE_NAME, PEM_BASE64 -> noise(random, false);
		};
	}

	/**
	 * A URL, often broken by one letter in the wrong place.
	 */
	private static String url(Random random) {
		String password = noise(random, true);
		StringBuilder url = new StringBuilder(List
			.of("redis://alice:%s@host:6379/1", "rediss://:%s@host", "redis://host?password=%s",
					"redis://a:1,redis://:%s@b:2", "[\"redis://:%s@a\"]", "redis://mymaster/0", "redis://host:6379")
			.get(random.nextInt(7))
			.replace("%s", password));
		if (random.nextInt(3) == 0) {
			// Only before the password, which would no longer be known if it were cut.
			url.insert(random.nextInt(Math.max(1, url.indexOf("host") + 1)), "@/:?#[]%, ".charAt(random.nextInt(10)));
		}
		return url.toString();
	}

	private static String noise(Random random, boolean secret) {
		StringBuilder text = new StringBuilder();
		for (int i = random.nextInt(12); i > 0; i--) {
			text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
		}
		return secret ? text.insert(random.nextInt(text.length() + 1), SECRET).toString() : text.toString();
	}

	private List<String> pieces() throws Exception {
		List<String> pieces = new ArrayList<>();
		pieces.add(Files.writeString(this.folder.resolve("password"), SECRET + "-file\n").toString());
		pieces.add(Files.writeString(this.folder.resolve("uri"), "redis://:" + SECRET + "@host").toString());
		pieces.add(this.folder.resolve("missing").toString());
		pieces.add(this.folder.toString());
		pieces.addAll(List.of("", " ", "true", "false", "0", "-1", "1/0", "((((", "${REDIS_URI}", "${", "\u0000", "[",
				"{}", "[]", "null", "redis://", "://", "@", "a,b,c", "99999999999999999999", "tcp://10.0.0.1:6379",
				"aws", "%", "%%", "\\"));
		return pieces;
	}

}
