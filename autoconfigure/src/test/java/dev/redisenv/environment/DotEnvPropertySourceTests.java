package dev.redisenv.environment;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import dev.redisenv.contract.ContractReader;
import dev.redisenv.contract.Problem;
import dev.redisenv.contract.RedisContract;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class DotEnvPropertySourceTests {

	private static final Log log = LogFactory.getLog(DotEnvPropertySourceTests.class);

	@TempDir
	Path folder = Path.of("");

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', ignoreLeadingAndTrailingWhitespace = true, textBlock = """
			REDIS_USERNAME=alice                   | alice
			  REDIS_USERNAME = alice               | alice
			export REDIS_USERNAME=alice            | alice
			REDIS_USERNAME="alice"                 | alice
			REDIS_USERNAME='alice'                 | alice
			REDIS_USERNAME=" alice "               | ` alice `
			REDIS_USERNAME="a#b" # a comment       | a#b
			REDIS_USERNAME='a "quoted" word'       | a "quoted" word
			REDIS_USERNAME=alice # a comment       | alice
			REDIS_USERNAME=alice#1                 | alice#1
			REDIS_USERNAME=a=b                     | a=b
			REDIS_USERNAME=${USER}                 | ${USER}
			REDIS_USERNAME=                        | ``
			REDIS_USERNAME= # nobody               | ``
			REDIS_USERNAME=""                      | ``
			REDIS_USERNAME="" # nobody             | ``
			""")
	void readsAValue(String line, String value) throws IOException {
		assertThat(read(line + "\n").getProperty("REDIS_USERNAME")).isEqualTo(value);
	}

	@ParameterizedTest
	@CsvSource({ "# REDIS_USERNAME=alice", "REDIS_USERNAME", "REDIS USERNAME=alice", "2REDIS_USERNAME=alice",
			"redis_username=alice" })
	void readsNoOtherLine(String line) throws IOException {
		assertThat(read(line).getPropertyNames()).isEmpty();
	}

	@Test
	void takesOnlyNamesOfTheContract() throws IOException {
		assertThat(read("SERVER_PORT=1\nSPRING_DATA_REDIS_HOST=a\nREDIS_URI=redis://a\nUSE_REDIS=1\nREDIS_URY=typo\n")
			.getPropertyNames()).containsExactlyInAnyOrder("REDIS_URI", "USE_REDIS", "REDIS_URY");
	}

	@Test
	void readsLinesOfWindows() throws IOException {
		DotEnvPropertySource source = read("REDIS_USERNAME=alice\r\nREDIS_PASSWORD=\"secret\"\r\n");
		assertThat(source.getProperty("REDIS_USERNAME")).isEqualTo("alice");
		assertThat(source.getProperty("REDIS_PASSWORD")).isEqualTo("secret");
	}

	@Test
	void takesTheLastOfSeveral() throws IOException {
		assertThat(read("REDIS_USERNAME=alice\nREDIS_USERNAME=bob").getProperty("REDIS_USERNAME")).isEqualTo("bob");
	}

	@Test
	void isNotThereWithoutAFile() {
		assertThat(DotEnvPropertySource.read(this.folder.resolve(".env"), null, log)).isNull();
		assertThat(DotEnvPropertySource.read(this.folder, null, log)).isNull();
	}

	@Test
	void aFileThatIsNoTextIsSaidToBeLeftOut(CapturedOutput output) throws IOException {
		Path file = Files.write(this.folder.resolve(".env"), new byte[] { 'R', (byte) 0xff, (byte) 0xfe });
		assertThat(DotEnvPropertySource.read(file, null, log)).isNull();
		assertThat(output).contains(file + " is not read: it is not readable text in UTF-8.");
	}

	@Test
	void isWeakerThanTheProcessAndStrongerThanTheApplicationsFiles() throws IOException {
		RedisContract contract = contract("""
				REDIS_URI=redis://file:2/2
				REDIS_SOCKET_TIMEOUT=2
				""", Map.of("REDIS_URI", "redis://process:1/1"),
				Map.of("redis-socket-timeout", "3", "redis-connect-timeout", "3s"));
		assertThat(contract.settings().connection()).isNotNull().satisfies((connection) -> {
			assertThat(connection.topology()).asString().contains("process");
			assertThat(connection.commandTimeout()).hasSeconds(2);
			assertThat(connection.connectTimeout()).hasSeconds(3);
		});
	}

	@Test
	void aWrongValueIsTracedToFileAndLine() throws IOException {
		RedisContract contract = contract("# Redis\n\nREDIS_URI=redis://:s3cr3t@host:nowhere\n", Map.of(), Map.of());
		assertThat(contract.problems()).singleElement()
			.extracting(Problem::toString)
			.asString()
			.contains(this.folder.resolve(".env").toString())
			.contains("3:1")
			.doesNotContain("s3cr3t");
	}

	private DotEnvPropertySource read(String text) throws IOException {
		Path file = Files.writeString(this.folder.resolve(".env"), text, StandardCharsets.UTF_8);
		@Nullable DotEnvPropertySource source = DotEnvPropertySource.read(file, null, log);
		assertThat(source).isNotNull();
		return source;
	}

	private RedisContract contract(String text, Map<String, Object> process, Map<String, Object> files)
			throws IOException {
		String name = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().replace(name, new SystemEnvironmentPropertySource(name, process));
		environment.getPropertySources().addAfter(name, read(text));
		environment.getPropertySources().addLast(new MapPropertySource("application.properties", files));
		return new ContractReader(environment).read();
	}

}
