package dev.redisenv.credentials;

/**
 * A service of AWS that runs Redis or Valkey.
 */
enum AwsService {

	/** Nodes in ElastiCache. */
	ELASTICACHE("elasticache"),

	/** A serverless cache in ElastiCache. */
	ELASTICACHE_SERVERLESS("elasticache"),

	/** A cluster of MemoryDB. */
	MEMORYDB("memorydb");

	private final String signingName;

	AwsService(String signingName) {
		this.signingName = signingName;
	}

	/**
	 * Returns the service that tokens are signed for.
	 */
	String signingName() {
		return this.signingName;
	}

}
