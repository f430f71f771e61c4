package dev.redisenv.credentials;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

import dev.redisenv.contract.Connection;
import dev.redisenv.contract.Credentials;
import dev.redisenv.contract.Iam;
import dev.redisenv.contract.InvalidRedisSettingsException;
import dev.redisenv.contract.Problem;
import dev.redisenv.contract.RedisVariable;
import dev.redisenv.contract.Secret;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner.AuthLocation;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.regions.providers.AwsRegionProvider;

/**
 * Signed requests to connect, which ElastiCache and MemoryDB take as passwords
 * (docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth-iam.html).
 */
final class AwsIssuer implements TokenIssuer {

	/** No longer is possible. */
	private static final Duration VALIDITY = Duration.ofMinutes(15);

	private final Supplier<AwsCredentialsProvider> identities;

	private final Supplier<AwsRegionProvider> regions;

	private final AwsSettings settings;

	private final Clock clock;

	private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();

	/**
	 * Creates an issuer.
	 * @param identities who the application is, once that is asked for
	 * @param regions the platform's region, once that is asked for
	 * @param settings what no variable says
	 * @param clock the time that requests are signed for
	 */
	AwsIssuer(Supplier<AwsCredentialsProvider> identities, Supplier<AwsRegionProvider> regions, AwsSettings settings,
			Clock clock) {
		this.identities = identities;
		this.regions = regions;
		this.settings = settings;
		this.clock = clock;
	}

	@Override
	public Iam.Provider provider() {
		return Iam.Provider.AWS;
	}

	@Override
	public TokenSource tokens(Connection connection) {
		Credentials credentials = connection.credentials();
		String user = credentials.username();
		String region = (credentials.iam() != null) ? credentials.iam().region() : null;
		String chosen = (region != null) ? region : platformRegion();
		AwsCache cache = AwsCache.of(connection, this.settings).orElseThrow(() -> unknownCache(connection));
		SdkHttpRequest.Builder request = SdkHttpRequest.builder()
			.method(SdkHttpMethod.GET)
			.uri(URI.create("http://" + cache.name() + "/"))
			.putRawQueryParameter("Action", "connect")
			.putRawQueryParameter("User", user);
		if (cache.service() == AwsService.ELASTICACHE_SERVERLESS) {
			request.putRawQueryParameter("ResourceType", "ServerlessCache");
		}
		SdkHttpRequest connect = request.build();
		AwsCredentialsProvider provider = this.identities.get();
		return () -> sign(connect, cache.service(), chosen, provider.resolveIdentity().join());
	}

	/**
	 * A token dies with the identity that signed it, which may be sooner than it says
	 * itself.
	 */
	private Token sign(SdkHttpRequest request, AwsService service, String region, AwsCredentialsIdentity identity) {
		Instant nominal = this.clock.instant().plus(VALIDITY);
		URI signed = this.signer
			.sign((sign) -> sign.identity(identity)
				.request(request)
				.putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service.signingName())
				.putProperty(AwsV4HttpSigner.REGION_NAME, region)
				.putProperty(AwsV4HttpSigner.AUTH_LOCATION, AuthLocation.QUERY_STRING)
				.putProperty(AwsV4HttpSigner.EXPIRATION_DURATION, VALIDITY)
				.putProperty(AwsV4HttpSigner.SIGNING_CLOCK, this.clock))
			.request()
			.getUri();
		Instant expiry = identity.expirationTime().filter(nominal::isAfter).orElse(nominal);
		return new Token(Secret.of(signed.toString().substring("http://".length())), expiry);
	}

	private String platformRegion() {
		try {
			return this.regions.get().getRegion().id();
		}
		catch (SdkClientException ex) {
			throw invalid(RedisVariable.AWS_REGION.name(),
					"AWS_REGION is not set, and the platform names no region that tokens could be signed for.",
					"nothing", "the name of a region", "AWS_REGION=eu-central-1");
		}
	}

	private static InvalidRedisSettingsException unknownCache(Connection connection) {
		String host = AwsCache.host(connection.topology());
		return invalid(RedisVariable.REDIS_IAM_AUTH_PROVIDER.name(),
				"REDIS_IAM_AUTH_PROVIDER is aws, but the host of the server does not tell the name of the cache that "
						+ "tokens are signed for.",
				host, "an endpoint of ElastiCache or MemoryDB, or any host beside redis-env.aws.cache-name",
				"REDISENV_AWS_CACHENAME=<name of the cache>");
	}

	private static InvalidRedisSettingsException invalid(String variable, String fault, String read, String accepted,
			String remedy) {
		return new InvalidRedisSettingsException(
				List.of(new Problem(variable, fault, "the platform", read, accepted, remedy)));
	}

}
