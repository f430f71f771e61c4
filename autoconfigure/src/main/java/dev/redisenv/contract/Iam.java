package dev.redisenv.contract;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * Where the tokens of a workload's identity come from.
 *
 * @param provider who issues them
 * @param region AWS region that they are signed for; {@code null} is the platform's
 * @param serviceAccount key of a Google service account, as JSON; {@code null} is the
 * platform's identity
 */
public record Iam(Provider provider, @Nullable String region, @Nullable Secret serviceAccount) {

	/**
	 * Who issues tokens, each by its own library.
	 */
	public enum Provider {

		/** ElastiCache and MemoryDB. */
		AWS("software.amazon.awssdk:auth", "software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner"),

		/** Azure Managed Redis and Azure Cache for Redis. */
		AZURE("com.azure:azure-identity", "com.azure.identity.DefaultAzureCredential"),

		/** Memorystore for Redis Cluster and for Valkey. */
		GCP("com.google.auth:google-auth-library-oauth2-http", "com.google.auth.oauth2.GoogleCredentials");

		private final String dependency;

		private final String type;

		Provider(String dependency, String type) {
			this.dependency = dependency;
			this.type = type;
		}

		static Optional<Provider> of(String text) {
			return Arrays.stream(values()).filter((provider) -> provider.text().equalsIgnoreCase(text)).findFirst();
		}

		/**
		 * Returns the value of {@code REDIS_IAM_AUTH_PROVIDER}.
		 * @return the name in lower case
		 */
		public String text() {
			return name().toLowerCase(Locale.ROOT);
		}

		String dependency() {
			return this.dependency;
		}

		boolean isOnClassPath() {
			return ClassUtils.isPresent(this.type, null);
		}

	}

}
