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
		AWS("software.amazon.awssdk", "auth", "2.55.0",
				"software.amazon.awssdk.auth.credentials.AwsCredentialsProvider"),

		/** Azure Managed Redis and Azure Cache for Redis. */
		AZURE("com.azure", "azure-identity", "1.19.0", "com.azure.identity.DefaultAzureCredential"),

		/** Memorystore for Redis Cluster and for Valkey. */
		GCP("com.google.auth", "google-auth-library-oauth2-http", "1.52.0", "com.google.auth.oauth2.GoogleCredentials");

		private final String group;

		private final String artifact;

		/** What is tested here. Spring Boot says nothing of these libraries. */
		private final String version;

		private final String type;

		Provider(String group, String artifact, String version, String type) {
			this.group = group;
			this.artifact = artifact;
			this.version = version;
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

		/**
		 * Returns the name of the library.
		 */
		String library() {
			return this.group + ":" + this.artifact;
		}

		/**
		 * Returns what adds the library to a Maven build.
		 */
		String dependency() {
			return "<dependency><groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version></dependency>"
				.formatted(this.group, this.artifact, this.version);
		}

		boolean isOnClassPath() {
			return ClassUtils.isPresent(this.type, null);
		}

	}

}
