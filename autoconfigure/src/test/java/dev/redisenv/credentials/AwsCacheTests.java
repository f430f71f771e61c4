package dev.redisenv.credentials;

import java.time.Duration;

import dev.redisenv.contract.Connection;
import dev.redisenv.contract.Credentials;
import dev.redisenv.contract.Node;
import dev.redisenv.contract.Topology;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Endpoints as AWS prints them in its documentation.
 */
class AwsCacheTests {

	@ParameterizedTest
	@CsvSource({ "clustercfg.my-articles.1abc4d.use1.cache.amazonaws.com, ELASTICACHE, my-articles",
			"master.my-articles.1abc4d.use1.cache.amazonaws.com, ELASTICACHE, my-articles",
			"replica.my-articles.1abc4d.euc1.cache.amazonaws.com, ELASTICACHE, my-articles",
			"my-articles-0001-002.my-articles.1abc4d.use1.cache.amazonaws.com, ELASTICACHE, my-articles",
			"my-articles.1abc4d.clustercfg.use1.cache.amazonaws.com, ELASTICACHE, my-articles",
			"my-articles.1abc4d.ng.0001.use1.cache.amazonaws.com, ELASTICACHE, my-articles",
			"master.my-articles.1abc4d.cnn1.cache.amazonaws.com.cn, ELASTICACHE, my-articles",
			"my-articles-1abc4d.serverless.use1.cache.amazonaws.com, ELASTICACHE_SERVERLESS, my-articles",
			"clustercfg.my-articles.1abc4d.memorydb.us-east-1.amazonaws.com, MEMORYDB, my-articles",
			"CLUSTERCFG.My-Articles.1abc4d.memorydb.us-east-1.amazonaws.com, MEMORYDB, my-articles" })
	void holdTheNameOfTheirCache(String host, AwsService service, String name) {
		assertThat(AwsCache.of(to(host), new AwsSettings(null, AwsService.ELASTICACHE)))
			.contains(new AwsCache(service, name));
	}

	@ParameterizedTest
	@CsvSource({ "redis.example.com", "10.0.0.1", "my-articles.cache.amazonaws.com.example.com" })
	void orDoNot(String host) {
		assertThat(AwsCache.of(to(host), new AwsSettings(null, AwsService.ELASTICACHE))).isEmpty();
	}

	@Test
	void theNameInTheSettingsStandsInWhereTheyDoNot() {
		AwsSettings settings = new AwsSettings("Other", AwsService.MEMORYDB);
		assertThat(AwsCache.of(to("redis.example.com"), settings)).contains(new AwsCache(AwsService.MEMORYDB, "other"));
		assertThat(AwsCache.of(to("clustercfg.my-articles.1abc4d.use1.cache.amazonaws.com"), settings))
			.contains(new AwsCache(AwsService.ELASTICACHE, "my-articles"));
	}

	private static Connection to(String host) {
		return new Connection(new Topology.Standalone(new Node(host, 6379), 0), Credentials.NONE, null,
				Duration.ofSeconds(10), Duration.ofSeconds(5));
	}

}
