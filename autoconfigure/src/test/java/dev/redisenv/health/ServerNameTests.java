package dev.redisenv.health;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ServerNameTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			redis_version:7.0.15;os:Linux                                             | Redis 7.0.15
			redis_version:7.2.4;server_name:valkey;valkey_version:8.0.1               | Valkey 8.0.1
			valkey_version:8.0.1;redis_version:7.2.4                                  | Valkey 8.0.1
			127.0.0.1:7001.redis_version:6.2.14;127.0.0.1:7002.redis_version:6.2.14   | Redis 6.2.14
			os:Linux                                                                  | unknown
			''                                                                        | unknown
			""")
	void isReadFromWhatTheServerSays(String info, String name) {
		assertThat(ServerName.of(info.replace(";", "\r\n"))).isEqualTo(name);
	}

}
