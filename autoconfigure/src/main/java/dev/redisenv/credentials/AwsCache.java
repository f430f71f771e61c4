package dev.redisenv.credentials;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.redisenv.contract.Connection;
import dev.redisenv.contract.Topology;

/**
 * What a token is signed for.
 *
 * @param service the service that the cache belongs to
 * @param name name of the replication group, the serverless cache or the cluster
 */
record AwsCache(AwsService service, String name) {

	/**
	 * Forms of endpoints: {@code clustercfg.NAME.abc123.use1.cache.amazonaws.com} and
	 * {@code master.NAME…}, their older form {@code NAME.abc123.clustercfg.use1.cache…},
	 * {@code NAME-abc123.serverless.use1.cache.amazonaws.com},
	 * {@code clustercfg.NAME.abc123.memorydb.us-east-1.amazonaws.com}.
	 * @see <a href=
	 * "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Endpoints.html">endpoints
	 * of ElastiCache</a>
	 */
	private static final List<Form> FORMS = List.of(
			new Form(AwsService.ELASTICACHE_SERVERLESS, "([a-z0-9-]+)-[a-z0-9]+\\.serverless\\.[a-z0-9-]+\\.cache"),
			new Form(AwsService.ELASTICACHE,
					"([a-z0-9-]+)\\.[a-z0-9]+\\.(?:clustercfg|ng\\.0001)\\.[a-z0-9-]+\\.cache"),
			new Form(AwsService.ELASTICACHE, "[a-z0-9-]+\\.([a-z0-9-]+)\\.[a-z0-9]+\\.[a-z0-9-]+\\.cache"),
			new Form(AwsService.MEMORYDB, "[a-z0-9-]+\\.([a-z0-9-]+)\\.[a-z0-9]+\\.memorydb\\.[a-z0-9-]+"));

	/**
	 * Finds the cache that a connection goes to.
	 * @return the cache, or nothing where neither endpoint nor settings name it
	 */
	static Optional<AwsCache> of(Connection connection, AwsSettings settings) {
		String host = host(connection.topology()).toLowerCase(Locale.ROOT);
		Optional<AwsCache> named = FORMS.stream().flatMap((form) -> form.cache(host).stream()).findFirst();
		return named.or(() -> Optional.ofNullable(settings.cacheName())
			.map((name) -> new AwsCache(settings.service(), name.toLowerCase(Locale.ROOT))));
	}

	static String host(Topology topology) {
		if (topology instanceof Topology.Cluster cluster) {
			return cluster.seeds().get(0).host();
		}
		return (topology instanceof Topology.Standalone standalone) ? standalone.node().host()
				: ((Topology.Sentinel) topology).master();
	}

	/**
	 * A form of endpoints, whose first group is the name.
	 */
	private record Form(AwsService service, Pattern pattern) {

		Form(AwsService service, String pattern) {
			this(service, Pattern.compile(pattern + "\\.amazonaws\\.com(?:\\.cn)?"));
		}

		Optional<AwsCache> cache(String host) {
			Matcher matcher = this.pattern.matcher(host);
			return matcher.matches() ? Optional.of(new AwsCache(this.service, matcher.group(1))) : Optional.empty();
		}

	}

}
