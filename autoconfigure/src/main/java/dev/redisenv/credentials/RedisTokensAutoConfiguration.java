package dev.redisenv.credentials;

import java.time.Clock;

import com.azure.core.credential.TokenCredential;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.google.auth.oauth2.GoogleCredentials;
import dev.redisenv.connection.RedisConnectionAutoConfiguration;
import dev.redisenv.contract.Connection;
import dev.redisenv.contract.RedisSettings;
import io.lettuce.core.RedisClient;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.regions.providers.AwsRegionProvider;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.function.SingletonSupplier;

/**
 * Auto-configuration for log-ins with tokens. Who the application is, a bean of the
 * cloud's library may say, else the library finds out.
 */
@AutoConfiguration(before = RedisConnectionAutoConfiguration.class)
@ConditionalOnClass(RedisClient.class)
public final class RedisTokensAutoConfiguration {

	@Bean
	TokenConnections redisTokenConnections(ObjectProvider<TokenIssuer> issuers) {
		return new TokenConnections(issuers.orderedStream().toList());
	}

	/**
	 * Makes the status, or none without tokens: whether there are any is known from the
	 * variables at run time.
	 */
	@Bean
	@Nullable TokenStatus redisTokenStatus(RedisSettings settings, TokenConnections connections) {
		boolean tokens = uses(settings.connection()) || uses(settings.webSocket());
		return tokens ? new TokenStatus(connections) : null;
	}

	private static boolean uses(@Nullable Connection connection) {
		return connection != null && connection.usesTokens();
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ AwsV4HttpSigner.class, AwsCredentialsProvider.class })
	@EnableConfigurationProperties(AwsSettings.class)
	static class Aws {

		@Bean
		AwsIssuer redisAwsTokenIssuer(ObjectProvider<AwsCredentialsProvider> credentials,
				ObjectProvider<AwsRegionProvider> regions, AwsSettings settings) {
			return new AwsIssuer(
					SingletonSupplier
						.of(() -> credentials.getIfUnique(() -> DefaultCredentialsProvider.builder().build())),
					() -> regions.getIfUnique(DefaultAwsRegionProviderChain::new), settings, Clock.systemUTC());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(DefaultAzureCredentialBuilder.class)
	static class Azure {

		@Bean
		AzureIssuer redisAzureTokenIssuer(ObjectProvider<TokenCredential> credentials) {
			return new AzureIssuer(SingletonSupplier
				.of(() -> credentials.getIfUnique(() -> new DefaultAzureCredentialBuilder().build())));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(GoogleCredentials.class)
	static class Google {

		@Bean
		GoogleIssuer redisGoogleTokenIssuer(ObjectProvider<GoogleCredentials> credentials) {
			return new GoogleIssuer(credentials::getIfUnique);
		}

	}

}
